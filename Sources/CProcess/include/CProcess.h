// Functions of the C library that Swift can't call: variadic ones, those of headers that Swift's module omits, and glibc's own.
// The headers stay in the .c file: with _GNU_SOURCE their types differ from those of Swift's module of glibc.
#pragma once

// The arguments of the process; its name comes first.
int retentiond_argument_count(void);
const char *retentiond_argument(int index);
int retentiond_hide_process(void);
int retentiond_is_process_hidden(void);
// Adds to posix_spawn's actions: close this file and all above it.
int retentiond_close_files_from(void *actions, int first);
// Opens a file in memory, without a name; -1 and errno on failure.
int retentiond_memory_file(void);
// Returns freed memory to the system.
void retentiond_trim_heap(void);
// Makes the heap keep freed memory until it is trimmed. Call it before the first thread starts.
void retentiond_keep_blocks(void);
void retentiond_unmap_program(void);
// Whether a file has an access control list besides its mode; 0 also if that is unknown.
int retentiond_has_access_list(const char *path);
