// dl_iterate_phdr and posix_spawn_file_actions_addclosefrom_np are glibc's own.
#define _GNU_SOURCE
#include "CProcess.h"

#include <link.h>
#include <malloc.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/xattr.h>
#include <unistd.h>

int retentiond_hide_process(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int retentiond_is_process_hidden(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0; }

static int argument_count;
static char **arguments;

// The C library passes the kernel's arguments to constructors. Swift finds them later: next to the environment, which setenv
// moves, or in /proc, which may be missing.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
    argument_count = count;
    arguments = values;
}

int retentiond_argument_count(void) { return argument_count; }

const char *retentiond_argument(int index) { return arguments[index]; }

int retentiond_close_files_from(void *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int retentiond_memory_file(void) { return memfd_create("retentiond", MFD_CLOEXEC); }

int retentiond_has_access_list(const char *path) { return getxattr(path, "system.posix_acl_access", NULL, 0) > 0; }

void retentiond_trim_heap(void) { malloc_trim(0); }

// Each page of a listing needs blocks of some hundred kilobytes. By default the C library maps them again for each page, or
// returns the end of the heap, and the kernel clears mapped memory. Two arenas suffice for threads that mostly wait, and use less.
void retentiond_keep_blocks(void) {
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
    mallopt(M_ARENA_MAX, 2);
}

// Releases pages that are never written: code, constants, tables. Relocated data is in other segments.
static int unmap_object(struct dl_phdr_info *object, size_t size, void *ignored) {
    (void)size, (void)ignored;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (int number = 0; number < object->dlpi_phnum; number++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[number];
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W)) continue;
        const size_t start = (object->dlpi_addr + part->p_vaddr + page - 1) / page * page;
        const size_t end = (object->dlpi_addr + part->p_vaddr + part->p_memsz) / page * page;
        if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 1;  // The program comes first; stop after it.
}

void retentiond_unmap_program(void) { dl_iterate_phdr(unmap_object, 0); }
