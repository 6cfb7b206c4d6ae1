/* config: reads the table of settings from file, environment and flags.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ids.h"
#include "limits.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  const char *section;
  const char *key;
  ConfigType type;
  gsize offset;
  const char *fallback;
  const char *doc;
} Setting;

static const Setting settings[] = {
#define CONFIG_ROW_(section, member, key, type, ctype, def, doc)                                   \
  { section, key, CONFIG_##type, G_STRUCT_OFFSET (Config, member), def, doc },
  SETTINGS (CONFIG_ROW_)
#undef CONFIG_ROW_
};

static gboolean
is_text (const Setting *setting)
{
  return setting->type == CONFIG_TEXT || setting->type == CONFIG_SECRET;
}

static gboolean
parse_number (const Setting *setting, const char *value, gint64 *number)
{
  static const struct {
    char unit;
    gint64 factor;
  } units[] = { { 'k', 1 << 10 }, { 'M', 1 << 20 }, { 'G', 1 << 30 } };
  char *end;
  guint64 parsed = g_ascii_strtoull (value, &end, 10);
  gint64 factor = 1;

  if (setting->type == CONFIG_YES) {
    *number = strcmp (value, "yes") == 0;
    return *number || strcmp (value, "no") == 0;
  }
  for (guint i = 0; setting->type == CONFIG_SIZE && *end != '\0' && i < G_N_ELEMENTS (units); i++)
    if (*end == units[i].unit && end > value) {
      factor = units[i].factor;
      end++;
      break;
    }
  if (end == value || *end != '\0' || *value == '-' || parsed > (guint64) (G_MAXINT64 / factor))
    return FALSE;
  *number = (gint64) parsed * factor;
  return TRUE;
}

static gboolean
assign (Config *config, const Setting *setting, const char *value, GError **error)
{
  gpointer member = G_STRUCT_MEMBER_P (config, setting->offset);

  if (is_text (setting)) {
    g_set_str ((char **) member, *value != '\0' ? value : NULL);
    return TRUE;
  }
  if (parse_number (setting, value, member))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is no value for “%s”", value,
               setting->key);
  return FALSE;
}

static const Setting *
find_setting (const char *key, gsize len)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (strlen (settings[i].key) == len && strncmp (settings[i].key, key, len) == 0)
      return &settings[i];
  return NULL;
}

Config *
config_new (void)
{
  Config *config = g_new0 (Config, 1);

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    assign (config, &settings[i], settings[i].fallback, NULL);
  return config;
}

void
config_free (Config *config)
{
  if (config == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (is_text (&settings[i]))
      g_free (G_STRUCT_MEMBER (char *, config, settings[i].offset));
  g_free (config);
}

gboolean
config_set (Config *config, const char *key, const char *value, GError **error)
{
  const Setting *setting = find_setting (key, strlen (key));

  if (setting != NULL)
    return assign (config, setting, value, error);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "there is no setting “%s”",
               key);
  return FALSE;
}

static gboolean
parse_line (Config *config, char *line, GError **error)
{
  char *equals;

  g_strstrip (line);
  if (*line == '\0' || *line == '#')
    return TRUE;
  equals = strchr (line, '=');
  if (equals == NULL) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "not “key = value”");
    return FALSE;
  }
  *equals = '\0';
  return config_set (config, g_strchomp (line), g_strchug (equals + 1), error);
}

gboolean
config_load_file (Config *config, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!parse_line (config, lines[i], error)) {
      g_prefix_error (error, "%s, line %u: ", path, i + 1);
      return FALSE;
    }
  return TRUE;
}

gboolean
config_load_environment (Config *config, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    g_autofree char *upper = g_ascii_strup (settings[i].key, -1);
    g_autofree char *name = g_strconcat ("WHINCHATD_", g_strdelimit (upper, "-", '_'), NULL);
    const char *value = g_getenv (name);

    if (value != NULL && !assign (config, &settings[i], value, error)) {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  }
  return TRUE;
}

/* The setting a flag names, and its value when that is in the same argument. */
static const Setting *
match_flag (const char *arg, const char **value)
{
  const char *equals;

  if (!g_str_has_prefix (arg, "--"))
    return NULL;
  equals = strchr (arg, '=');
  *value = equals != NULL ? equals + 1 : NULL;
  return find_setting (arg + 2, equals != NULL ? (gsize) (equals - arg - 2) : strlen (arg + 2));
}

gboolean
config_load_flags (Config *config, int *argc, char **argv, GError **error)
{
  int kept = 0;

  for (int i = 0; i < *argc; i++) {
    const char *value;
    const Setting *setting = match_flag (argv[i], &value);

    if (setting == NULL) {
      argv[kept++] = argv[i];
      continue;
    }
    if (value == NULL && i + 1 < *argc)
      value = argv[++i];
    if (value == NULL) {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s needs a value",
                   setting->key);
      return FALSE;
    }
    if (!assign (config, setting, value, error))
      return FALSE;
  }
  *argc = kept;
  return TRUE;
}

static gboolean
complain (GError **error, const char *why)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, why);
  return FALSE;
}

static gboolean
is_one_of (const char *value, const char *const *choices)
{
  return value != NULL && g_strv_contains (choices, value);
}

static gboolean
is_within (gint64 number, gint64 most)
{
  return number >= 1 && number <= most;
}

static gboolean
is_web_address (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  return (strcmp (scheme, "https") == 0 || strcmp (scheme, "http") == 0) &&
         g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

gboolean
config_check (const Config *config, GError **error)
{
  static const char *const gateways[] = { "none", "console", "webhook", "twilio", "command", NULL };
  static const char *const modes[] = { "open", "invite", NULL };
  static const char *const levels[] = { "error", "warning", "info", "debug", NULL };

  if (config->data == NULL || config->listen == NULL || config->name == NULL)
    return complain (error, "data, listen and name must not be empty");
  if (g_utf8_strlen (config->name, -1) > LIMIT_NAME_MAX)
    return complain (error, "name is too long");
  if (!is_one_of (config->registration, modes))
    return complain (error, "registration is “open” or “invite”");
  if (!is_one_of (config->gateway, gateways))
    return complain (error, "gateway is none, console, webhook, twilio or command");
  if (!is_one_of (config->log_level, levels))
    return complain (error, "log-level is error, warning, info or debug");
  if (strcmp (config->registration, "open") == 0 && strcmp (config->gateway, "none") == 0)
    return complain (error, "open registration needs a gateway that sends one-time codes");
  if (config->pepper == NULL || config->media_secret == NULL)
    return complain (error, "pepper and media-secret are missing: run “whinchatd init”");
  if ((config->tls_cert == NULL) != (config->tls_key == NULL))
    return complain (error, "tls-cert and tls-key go together");
  if (config->public_url != NULL && !is_web_address (config->public_url))
    return complain (error, "public-url is an address like https://chat.example.org");
  if (!is_within (config->retention_days, 3650) || !is_within (config->code_seconds, 24 * 3600) ||
      !is_within (config->limits_percent, 1000000))
    return complain (error, "retention-days is 1 to 3650, code-seconds 1 to 86400, "
                            "limits-percent 1 to 1000000");
  if (config->media_max < 1 || config->media_max > LIMIT_MEDIA_MAX)
    return complain (error, "media-max is at most 2G");
  if (config->s3_endpoint != NULL &&
      (config->s3_bucket == NULL || config->s3_key == NULL || config->s3_secret == NULL))
    return complain (error, "s3-endpoint needs s3-bucket, s3-key and s3-secret");
  return TRUE;
}

char *
config_help (void)
{
  GString *help = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    if (settings[i].section != NULL)
      g_string_append_printf (help, "%s%s:\n", i > 0 ? "\n" : "", settings[i].section);
    g_string_append_printf (help, "  --%s=%s\n      %s\n", settings[i].key, settings[i].fallback,
                            settings[i].doc);
  }
  return g_string_free (help, FALSE);
}

static void
write_setting (const Config *config, const Setting *setting, GString *out)
{
  gconstpointer member = G_STRUCT_MEMBER_P (config, setting->offset);
  const char *text = is_text (setting) ? *(char *const *) member : NULL;
  gboolean is_default = TRUE;

  if (is_text (setting)) {
    is_default = g_strcmp0 (text != NULL ? text : "", setting->fallback) == 0;
  } else {
    gint64 fallback;

    parse_number (setting, setting->fallback, &fallback);
    is_default = *(const gint64 *) member == fallback;
  }
  g_string_append_printf (out, "\n# %s\n", setting->doc);
  if (is_default)
    g_string_append_printf (out, "#%s = %s\n", setting->key, setting->fallback);
  else if (is_text (setting))
    g_string_append_printf (out, "%s = %s\n", setting->key, text);
  else
    g_string_append_printf (out, "%s = %" G_GINT64_FORMAT "\n", setting->key,
                            *(const gint64 *) member);
}

char *
config_sample (const Config *config)
{
  GString *out =
      g_string_new ("# Settings of whinchatd. A line that begins with # is the default or "
                    "a remark.\n");

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    if (settings[i].section != NULL)
      g_string_append_printf (out, "\n## %s\n", settings[i].section);
    write_setting (config, &settings[i], out);
  }
  return g_string_free (out, FALSE);
}

static void
make_secret (char **secret)
{
  guint8 random[32];

  randombytes_buf (random, sizeof random);
  g_free (*secret);
  *secret = base64url_encode (random, sizeof random);
  sodium_memzero (random, sizeof random);
}

void
config_make_secrets (Config *config)
{
  make_secret (&config->pepper);
  make_secret (&config->media_secret);
}

static char *
without_last_slash (const char *url)
{
  return g_strndup (url, strlen (url) - (g_str_has_suffix (url, "/") ? 1 : 0));
}

char *
config_public_url (const Config *config)
{
  g_auto (GStrv) addresses = g_strsplit (config->listen, ",", -1);

  if (config->public_url != NULL)
    return without_last_slash (config->public_url);
  return g_strconcat (config->tls_cert != NULL ? "https://" : "http://", addresses[0], NULL);
}
