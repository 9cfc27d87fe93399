// What Swift can't call of the C library: a variable list of arguments, a header its module leaves out, glibc's own. The headers
// stay in the .c file: with _GNU_SOURCE their types differ from those that Swift's module of glibc has.
#pragma once

// What the process was started with; its name comes first.
int retentiond_argument_count(void);
const char *retentiond_argument(int index);
int retentiond_hide_process(void);
int retentiond_is_process_hidden(void);
// To posix_spawn's actions: the program gets no file from this one on.
int retentiond_close_files_from(void *actions, int first);
// An open file without a name, in memory; -1 and errno if there can be none.
int retentiond_memory_file(void);
// Gives back to the system what was freed.
void retentiond_trim_heap(void);
// Has the heap keep what a page of a listing needs, until it is trimmed. Before the first thread is started.
void retentiond_keep_blocks(void);
void retentiond_unmap_program(void);
// Whether a file has an access control list beside its mode; 0 also where that can't be known.
int retentiond_has_access_list(const char *path);
