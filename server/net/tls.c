/* tls: what the server asks of the TLS library.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tls.h"

void
tls_require_modern (void)
{
  g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", FALSE);
}

GTlsCertificate *
tls_load (const char *certificate_file, const char *key_file, GError **error)
{
  return g_tls_certificate_new_from_files (certificate_file, key_file, error);
}

GIOStream *
tls_wrap (GIOStream *stream, GTlsCertificate *certificate, GError **error)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  GIOStream *tls = g_tls_server_connection_new (stream, certificate, error);

  if (!tls)
    return NULL;
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (tls), protocols);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  return tls;
}
