// What retentiond uses of libsystemd (package libsystemd-dev on Debian and Ubuntu).
#include <sys/prctl.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>

// prctl takes a variable list of arguments, which Swift can't call.
static inline int retentiond_hide_process(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
static inline int retentiond_is_process_hidden(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0; }
