/* config: ONE table of settings; the parser, the environment, the flags, --help and the sample file
 * all come from it. A later source wins: default, file, environment, flag.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

typedef enum {
  CONFIG_TEXT,   /* char *, NULL when empty */
  CONFIG_SECRET, /* the same, shown by nobody */
  CONFIG_NUMBER, /* gint64 */
  CONFIG_SIZE,   /* gint64, bytes; k, M, G after the number */
  CONFIG_YES,    /* gint64, yes or no */
} ConfigType;

/* X (section comment or NULL, member, "key", type, C type, "default", "doc"). The flag is --key,
 * the environment variable WHINCHATD_KEY with _ for -. */
#define SETTINGS(X)                                                                                \
  X ("Where things are", data, "data", TEXT, char *, "/var/lib/whinchatd",                         \
     "Directory of the database and of stored media.")                                             \
  X (NULL, listen, "listen", TEXT, char *, "127.0.0.1:8642",                                       \
     "Address to listen on: host:port, or unix:/path. Several may be given, with commas.")         \
  X (NULL, public_url, "public-url", TEXT, char *, "",                                             \
     "How people reach this server, for example https://chat.example.org.")                        \
  X (NULL, name, "name", TEXT, char *, "Whinchat", "What the server is called in the app.")        \
  X (NULL, tls_cert, "tls-cert", TEXT, char *, "",                                                 \
     "Certificate file (PEM), when no proxy in front does TLS.")                                   \
  X (NULL, tls_key, "tls-key", TEXT, char *, "", "Key file (PEM) of the certificate.")             \
  X (NULL, trusted_proxies, "trusted-proxies", TEXT, char *, "",                                   \
     "Addresses or networks of proxies whose X-Forwarded-For is believed, with commas.")           \
  X ("Who may register", registration, "registration", TEXT, char *, "invite",                     \
     "invite: an invitation is needed. open: a one-time code is enough (needs a gateway).")        \
  X (NULL, gateway, "gateway", TEXT, char *, "none",                                               \
     "How one-time codes are sent: none, console (tests only), webhook, twilio or command.")       \
  X (NULL, gateway_url, "gateway-url", TEXT, char *, "",                                           \
     "webhook: address to call; {to}, {code} and {text} are replaced. twilio: another address.")   \
  X (NULL, gateway_body, "gateway-body", TEXT, char *, "",                                         \
     "webhook: body to send; {to}, {code} and {text} are replaced.")                               \
  X (NULL, gateway_type, "gateway-type", TEXT, char *, "application/json",                         \
     "webhook: type of the body.")                                                                 \
  X (NULL, gateway_auth, "gateway-auth", SECRET, char *, "",                                       \
     "webhook: value of the Authorization header.")                                                \
  X (NULL, gateway_hmac, "gateway-hmac", SECRET, char *, "",                                       \
     "webhook: signs each call: X-Whinchat-Signature: t=SECONDS,v1=HEX, the HMAC-SHA256 of "       \
     "SECONDS.BODY.")                                                                              \
  X (NULL, gateway_account, "gateway-account", TEXT, char *, "", "twilio: account (AC...).")       \
  X (NULL, gateway_user, "gateway-user", TEXT, char *, "", "twilio: SID of an API key.")           \
  X (NULL, gateway_secret, "gateway-secret", SECRET, char *, "", "twilio: secret or auth token.")  \
  X (NULL, gateway_from, "gateway-from", TEXT, char *, "",                                         \
     "twilio: number or name of the sender.")                                                      \
  X (NULL, gateway_service, "gateway-service", TEXT, char *, "", "twilio: messaging service.")     \
  X (NULL, gateway_command, "gateway-command", TEXT, char *, "",                                   \
     "command: program and arguments; {to} is replaced, the text comes on standard input.")        \
  X (NULL, code_seconds, "code-seconds", NUMBER, gint64, "600", "How long a code is valid.")       \
  X ("Media", media_max, "media-max", SIZE, gint64, "100M", "Largest object.")                     \
  X (NULL, media_quota, "media-quota", SIZE, gint64, "5G",                                         \
     "Bytes one account may hold at a time.")                                                      \
  X (NULL, s3_endpoint, "s3-endpoint", TEXT, char *, "",                                           \
     "Address of an S3 store; empty keeps media in the data directory.")                           \
  X (NULL, s3_public_endpoint, "s3-public-endpoint", TEXT, char *, "",                             \
     "Address of the S3 store as people reach it, when it is another.")                            \
  X (NULL, s3_bucket, "s3-bucket", TEXT, char *, "", "Bucket.")                                    \
  X (NULL, s3_region, "s3-region", TEXT, char *, "us-east-1", "Region.")                           \
  X (NULL, s3_key, "s3-key", TEXT, char *, "", "Access key.")                                      \
  X (NULL, s3_secret, "s3-secret", SECRET, char *, "", "Secret of the access key.")                \
  X (NULL, s3_path_style, "s3-path-style", YES, gint64, "yes",                                     \
     "yes: host/bucket/key. no: bucket.host/key.")                                                 \
  X ("Limits", retention_days, "retention-days", NUMBER, gint64, "30",                             \
     "Days a message waits for a device.")                                                         \
  X (NULL, database_max, "database-max", SIZE, gint64, "0",                                        \
     "Largest database; 0 is no limit. When it is full, nothing is lost: sending waits.")          \
  X (NULL, limits_percent, "limits-percent", NUMBER, gint64, "100",                                \
     "How much the limits against misuse allow: 200 is twice as much as usual.")                   \
  X (NULL, log_level, "log-level", TEXT, char *, "info", "error, warning, info or debug.")         \
  X ("Secrets. Keep them: without them codes, links and media addresses stop working", pepper,     \
     "pepper", SECRET, char *, "", "Protects one-time codes in the database.")                     \
  X (NULL, media_secret, "media-secret", SECRET, char *, "", "Signs the addresses of media.")

typedef struct {
#define CONFIG_MEMBER_(section, member, key, type, ctype, def, doc) ctype member;
  SETTINGS (CONFIG_MEMBER_)
#undef CONFIG_MEMBER_
} Config;

/* With all defaults. */
Config *config_new (void);
void config_free (Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Config, config_free)

gboolean config_set (Config *config, const char *key, const char *value, GError **error);
gboolean config_load_file (Config *config, const char *path, GError **error);
gboolean config_load_environment (Config *config, GError **error);
/* Takes --key=value and --key value out of argv; stops at nothing else and leaves the rest. */
gboolean config_load_flags (Config *config, int *argc, char **argv, GError **error);

/* Whether the settings fit together; says in words what does not. */
gboolean config_check (const Config *config, GError **error);

/* The help of all settings, and the file `init` writes, which has the given ones set. */
char *config_help (void);
char *config_sample (const Config *config);

/* Fills the secrets with fresh random text. */
void config_make_secrets (Config *config);

/* http://LISTEN unless public-url is set. Caller frees. */
char *config_public_url (const Config *config);
