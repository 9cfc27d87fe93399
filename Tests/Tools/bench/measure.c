// Runs a program and reports its usage. This process is small, because the peak of a child's memory includes its parent's.
//
// Usage: measure RESULT PROGRAM [ARGUMENT …]
//   Writes to RESULT: seconds, seconds of CPU, KiB at its peak, bytes sent to the disk (in whole pages). Exits as PROGRAM
//   does, or with 128 and the number of the signal that ended it.
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count < 3) return fprintf(stderr, "usage: measure RESULT PROGRAM [ARGUMENT …]\n"), 2;
    double began = now();
    pid_t child = fork();
    if (child < 0) return perror("measure: fork"), 2;
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        perror(arguments[2]);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0) return perror("measure: wait4"), 2;
    FILE *result = fopen(arguments[1], "w");
    if (!result) return perror(arguments[1]), 2;
    fprintf(result, "%f %f %ld %ld\n", now() - began, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
        usage.ru_oublock * 512);
    if (fclose(result)) return perror(arguments[1]), 2;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
