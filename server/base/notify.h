/* notify: tells systemd how we are, without its library.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* "READY=1" and the like; nothing happens when nobody asked (NOTIFY_SOCKET). */
void notify_state (const char *state);
