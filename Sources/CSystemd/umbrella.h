// What retentiond uses of libsystemd (package libsystemd-dev on Debian and Ubuntu).
#include <systemd/sd-daemon.h>
#include <systemd/sd-id128.h>
#include <systemd/sd-journal.h>
