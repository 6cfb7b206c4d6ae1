/* tls: certificate and key of the server, TLS 1.2 at least.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Refuses TLS 1.0 and 1.1, which GnuTLS would still offer. Call first in main(), before any thread.
 */
void tls_require_modern (void);

/* (transfer full) */
GTlsCertificate *tls_load (const char *certificate_file, const char *key_file, GError **error);

/* (transfer full): the server's end of a TLS connection over STREAM, not shaken hands yet. */
GIOStream *tls_wrap (GIOStream *stream, GTlsCertificate *certificate, GError **error);
