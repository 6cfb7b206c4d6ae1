/* sigv4: canonical request, string to sign and signature, for blob-store's URLs and calls.
 * Only GHmac and GChecksum. The published vectors are replayed by test-sigv4.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sigv4.h"

#include <sodium.h>
#include <string.h>

#define ALGORITHM "AWS4-HMAC-SHA256"

struct _Sigv4Signer {
  char *key_id;
  char *secret; /* with the "AWS4" prefix of the first key */
  char *token;
  char *region;
  char *service;
  char key_day[9];
  guint8 key[32];
};

typedef struct {
  char *name;
  char *value;
} Pair;

static void
pair_free (gpointer data)
{
  Pair *pair = data;
  g_free (pair->name);
  g_free (pair->value);
  g_free (pair);
}

static void
add_pair (GPtrArray *pairs, char *name, char *value)
{
  Pair *pair = g_new (Pair, 1);
  pair->name = name;
  pair->value = value;
  g_ptr_array_add (pairs, pair);
}

static const char *
find_pair (GPtrArray *pairs, const char *name)
{
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = g_ptr_array_index (pairs, i);
    if (strcmp (pair->name, name) == 0)
      return pair->value;
  }
  return NULL;
}

static void
secret_free (char *secret)
{
  if (secret)
    sodium_memzero (secret, strlen (secret));
  g_free (secret);
}

Sigv4Signer *
sigv4_signer_new (const char *key_id,
                  const char *secret,
                  const char *token,
                  const char *region,
                  const char *service)
{
  Sigv4Signer *signer = g_new0 (Sigv4Signer, 1);
  signer->key_id = g_strdup (key_id);
  signer->secret = g_strconcat ("AWS4", secret, NULL);
  signer->token = g_strdup (token);
  signer->region = g_strdup (region);
  signer->service = g_strdup (service);
  return signer;
}

void
sigv4_signer_free (Sigv4Signer *signer)
{
  if (!signer)
    return;
  g_free (signer->key_id);
  secret_free (signer->secret);
  secret_free (signer->token);
  g_free (signer->region);
  g_free (signer->service);
  sodium_memzero (signer->key, sizeof signer->key);
  g_free (signer);
}

char *
sigv4_stamp (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time);
  return g_date_time_format (date, "%Y%m%dT%H%M%SZ");
}

static gboolean
parse_stamp (const char *stamp, gint64 *time)
{
  static const char shape[] = "ddddddddTddddddZ";
  if (strlen (stamp) != sizeof shape - 1)
    return FALSE;
  for (gsize i = 0; shape[i]; i++)
    if (shape[i] == 'd' ? !g_ascii_isdigit (stamp[i]) : stamp[i] != shape[i])
      return FALSE;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (stamp, utc);
  if (!date)
    return FALSE;
  *time = g_date_time_to_unix (date);
  return TRUE;
}

char *
sigv4_encode (const char *text, gboolean keep_slash)
{
  GString *out = g_string_new (NULL);
  for (const guchar *p = (const guchar *) text; *p; p++) {
    if (g_ascii_isalnum (*p) || strchr ("-._~", *p) || (keep_slash && *p == '/'))
      g_string_append_c (out, *p);
    else
      g_string_append_printf (out, "%%%02X", *p);
  }
  return g_string_free_and_steal (out);
}

/* By encoded name, then by encoded value, in byte order: never by locale. */
static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const Pair *x = a, *y = b;
  int order = strcmp (x->name, y->name);
  return order ? order : strcmp (x->value, y->value);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const Pair *x = a, *y = b;
  return strcmp (x->name, y->name);
}

/* Decoded names and values, or NULL when an escape is broken. '+' is a plus sign. */
static GPtrArray *
parse_query (const char *query)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (pair_free);
  g_auto (GStrv) parts = g_strsplit (query ? query : "", "&", -1);
  for (guint i = 0; parts[i]; i++) {
    if (!*parts[i])
      continue;
    char *equals = strchr (parts[i], '=');
    if (equals)
      *equals++ = 0;
    g_autofree char *name = g_uri_unescape_string (parts[i], NULL);
    g_autofree char *value = g_uri_unescape_string (equals ? equals : "", NULL);
    if (!name || !value)
      return NULL;
    add_pair (pairs, g_steal_pointer (&name), g_steal_pointer (&value));
  }
  return g_steal_pointer (&pairs);
}

static char *
canonical_query (GPtrArray *decoded)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (pair_free);
  for (guint i = 0; i < decoded->len; i++) {
    const Pair *pair = g_ptr_array_index (decoded, i);
    add_pair (pairs, sigv4_encode (pair->name, FALSE), sigv4_encode (pair->value, FALSE));
  }
  g_ptr_array_sort_values (pairs, compare_pairs);

  GString *out = g_string_new (NULL);
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = g_ptr_array_index (pairs, i);
    g_string_append_printf (out, "%s%s=%s", i ? "&" : "", pair->name, pair->value);
  }
  return g_string_free_and_steal (out);
}

/* Outer blanks go, inner runs become one. */
static char *
trim_value (const char *value)
{
  GString *out = g_string_new (NULL);
  for (const char *p = value; *p; p++) {
    gboolean blank = *p == ' ' || *p == '\t';
    if (!blank)
      g_string_append_c (out, *p);
    else if (out->len && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  }
  if (out->len && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free_and_steal (out);
}

/* Lower-case names in order, one pair a name: equal names are joined as they arrived. */
static GPtrArray *
canonical_headers (const Sigv4Header *headers, gsize n_headers, const char *const *only)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (pair_free);
  for (gsize i = 0; i < n_headers; i++) {
    g_autofree char *name = g_ascii_strdown (headers[i].name, -1);
    if (!only || g_strv_contains (only, name))
      add_pair (all, g_steal_pointer (&name), trim_value (headers[i].value));
  }
  g_ptr_array_sort_values (all, compare_names); /* stable */

  GPtrArray *joined = g_ptr_array_new_with_free_func (pair_free);
  for (guint i = 0; i < all->len; i++) {
    const Pair *pair = g_ptr_array_index (all, i);
    Pair *last = joined->len ? g_ptr_array_index (joined, joined->len - 1) : NULL;
    if (last && strcmp (last->name, pair->name) == 0) {
      g_autofree char *before = last->value;
      last->value = g_strconcat (before, ",", pair->value, NULL);
    } else {
      add_pair (joined, g_strdup (pair->name), g_strdup (pair->value));
    }
  }
  return joined;
}

static char *
header_names (GPtrArray *headers)
{
  GString *names = g_string_new (NULL);
  for (guint i = 0; i < headers->len; i++)
    g_string_append_printf (names, "%s%s", i ? ";" : "",
                            ((const Pair *) g_ptr_array_index (headers, i))->name);
  return g_string_free_and_steal (names);
}

static void
hmac (const void *key, gsize size, const char *text, guint8 out[32])
{
  g_autoptr (GHmac) context = g_hmac_new (G_CHECKSUM_SHA256, key, size);
  gsize length = 32;
  g_hmac_update (context, (const guchar *) text, -1);
  g_hmac_get_digest (context, out, &length);
}

static const guint8 *
signing_key (Sigv4Signer *signer, const char *day)
{
  if (strcmp (signer->key_day, day) == 0)
    return signer->key;
  hmac (signer->secret, strlen (signer->secret), day, signer->key);
  hmac (signer->key, 32, signer->region, signer->key);
  hmac (signer->key, 32, signer->service, signer->key);
  hmac (signer->key, 32, "aws4_request", signer->key);
  g_strlcpy (signer->key_day, day, sizeof signer->key_day);
  return signer->key;
}

static char *
credential_scope (Sigv4Signer *signer, const char *stamp)
{
  return g_strdup_printf ("%.8s/%s/%s/aws4_request", stamp, signer->region, signer->service);
}

static char *
signature (Sigv4Signer *signer,
           const Sigv4Request *request,
           const char *query,
           GPtrArray *headers,
           const char *stamp)
{
  g_autofree char *path = sigv4_encode (request->path, TRUE);
  g_autofree char *names = header_names (headers);
  g_autoptr (GString) canonical = g_string_new (NULL);
  g_string_append_printf (canonical, "%s\n%s\n%s\n", request->method, path, query);
  for (guint i = 0; i < headers->len; i++) {
    const Pair *pair = g_ptr_array_index (headers, i);
    g_string_append_printf (canonical, "%s:%s\n", pair->name, pair->value);
  }
  g_string_append_printf (canonical, "\n%s\n%s", names, request->payload);

  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical->str, -1);
  g_autofree char *scope = credential_scope (signer, stamp);
  g_autofree char *text = g_strdup_printf (ALGORITHM "\n%s\n%s\n%s", stamp, scope, hash);
  char day[9];
  g_strlcpy (day, stamp, sizeof day);
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, signing_key (signer, day), 32, text, -1);
}

char *
sigv4_presign (Sigv4Signer *signer, const Sigv4Request *request, gint64 now, guint expires)
{
  g_return_val_if_fail (expires >= 1 && expires <= SIGV4_MAX_EXPIRES, NULL);

  g_autoptr (GPtrArray) query = parse_query (request->query);
  if (!query)
    return NULL;
  g_autofree char *stamp = sigv4_stamp (now);
  g_autofree char *scope = credential_scope (signer, stamp);
  g_autoptr (GPtrArray) headers = canonical_headers (request->headers, request->n_headers, NULL);
  add_pair (query, g_strdup ("X-Amz-Algorithm"), g_strdup (ALGORITHM));
  add_pair (query, g_strdup ("X-Amz-Credential"), g_strconcat (signer->key_id, "/", scope, NULL));
  add_pair (query, g_strdup ("X-Amz-Date"), g_strdup (stamp));
  add_pair (query, g_strdup ("X-Amz-Expires"), g_strdup_printf ("%u", expires));
  add_pair (query, g_strdup ("X-Amz-SignedHeaders"), header_names (headers));
  if (signer->token)
    add_pair (query, g_strdup ("X-Amz-Security-Token"), g_strdup (signer->token));

  g_autofree char *text = canonical_query (query);
  g_autofree char *hex = signature (signer, request, text, headers, stamp);
  return g_strconcat (text, "&X-Amz-Signature=", hex, NULL);
}

char *
sigv4_authorize (Sigv4Signer *signer, const Sigv4Request *request, gint64 now)
{
  g_autoptr (GPtrArray) query = parse_query (request->query);
  if (!query)
    return NULL;
  g_autofree char *stamp = sigv4_stamp (now);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Sigv4Header));
  Sigv4Header date = { "x-amz-date", stamp };
  Sigv4Header token = { "x-amz-security-token", signer->token };
  g_array_append_vals (all, request->headers, request->n_headers);
  g_array_append_val (all, date);
  if (signer->token)
    g_array_append_val (all, token);
  g_autoptr (GPtrArray) headers =
      canonical_headers ((const Sigv4Header *) (gpointer) all->data, all->len, NULL);

  g_autofree char *text = canonical_query (query);
  g_autofree char *hex = signature (signer, request, text, headers, stamp);
  g_autofree char *scope = credential_scope (signer, stamp);
  g_autofree char *names = header_names (headers);
  return g_strdup_printf (ALGORITHM " Credential=%s/%s, SignedHeaders=%s, Signature=%s",
                          signer->key_id, scope, names, hex);
}

static gboolean
has_doubles (GPtrArray *query)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < query->len; i++) {
    const Pair *pair = g_ptr_array_index (query, i);
    if (g_str_has_prefix (pair->name, "X-Amz-") && !g_hash_table_add (seen, pair->name))
      return TRUE;
  }
  return FALSE;
}

/* Takes the signature out of the query, because it did not sign itself. */
static char *
steal_signature (GPtrArray *query)
{
  for (guint i = 0; i < query->len; i++) {
    Pair *pair = g_ptr_array_index (query, i);
    if (strcmp (pair->name, "X-Amz-Signature") == 0) {
      char *value = g_steal_pointer (&pair->value);
      g_ptr_array_remove_index (query, i);
      return value;
    }
  }
  return NULL;
}

static Sigv4Verdict
check_times (gint64 signed_at, guint64 expires, gint64 now)
{
  if (signed_at > now + SIGV4_MAX_CLOCK_SKEW)
    return SIGV4_NOT_YET;
  return now > signed_at + (gint64) expires ? SIGV4_EXPIRED : SIGV4_OK;
}

Sigv4Verdict
sigv4_verify (Sigv4Signer *signer, const Sigv4Request *request, gint64 now)
{
  g_autoptr (GPtrArray) query = parse_query (request->query);
  if (!query || has_doubles (query))
    return SIGV4_MALFORMED;
  g_autofree char *claimed = steal_signature (query);
  if (!claimed)
    return SIGV4_ANONYMOUS;

  const char *algorithm = find_pair (query, "X-Amz-Algorithm");
  const char *credential = find_pair (query, "X-Amz-Credential");
  const char *stamp = find_pair (query, "X-Amz-Date");
  const char *expires_text = find_pair (query, "X-Amz-Expires");
  const char *names_text = find_pair (query, "X-Amz-SignedHeaders");
  gint64 signed_at;
  guint64 expires;
  if (!algorithm || strcmp (algorithm, ALGORITHM) != 0 || !credential || !names_text || !stamp ||
      !parse_stamp (stamp, &signed_at) || !expires_text ||
      !g_ascii_string_to_unsigned (expires_text, 10, 1, SIGV4_MAX_EXPIRES, &expires, NULL))
    return SIGV4_MALFORMED;

  g_autofree char *scope = credential_scope (signer, stamp);
  g_autofree char *own = g_strconcat (signer->key_id, "/", scope, NULL);
  if (strcmp (credential, own) != 0)
    return SIGV4_UNKNOWN_KEY;

  g_auto (GStrv) names = g_strsplit (names_text, ";", -1);
  if (!g_strv_contains ((const char *const *) names, "host"))
    return SIGV4_MALFORMED;
  g_autoptr (GPtrArray) headers =
      canonical_headers (request->headers, request->n_headers, (const char *const *) names);
  g_autofree char *text = canonical_query (query);
  g_autofree char *hex = signature (signer, request, text, headers, stamp);
  if (strlen (claimed) != strlen (hex) || sodium_memcmp (claimed, hex, strlen (hex)) != 0)
    return SIGV4_MISMATCH;
  return check_times (signed_at, expires, now);
}
