// glibc's own additions to malloc, which Swift's Glibc module leaves out.
#include <malloc.h>
