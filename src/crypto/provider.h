/* provider: the operations libomemo-c asks its user for: libsodium's, and AES from libcrypto.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <signal_protocol.h>

/* 0, or an error of the library. */
int provider_install (signal_context *context);
