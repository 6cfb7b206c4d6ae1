/* test-sigv4: the published vectors (signing by query, signing by header, verifying), then what
 * must be refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sigv4.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define NOW 1440938160 /* 2015-08-30T12:36:00Z, the vectors' clock */

typedef struct {
  JsonParser *context;
  JsonObject *object;
  char *request; /* the parsed strings point into it */
  char *method;
  char *path;
  char *query;
  char *payload;
  GPtrArray *owned;
  GArray *headers;
  gboolean sign_body;
} Vector;

static char *
read_file (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* The general algorithm normalises; S3 does not, so this lives only here. */
static char *
normalise (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  guint n = g_strv_length (parts);
  for (guint i = 0; i < n; i++) {
    if (strcmp (parts[i], "..") == 0)
      g_ptr_array_set_size (kept, MAX ((int) kept->len - 1, 0));
    else if (*parts[i] && strcmp (parts[i], ".") != 0)
      g_ptr_array_add (kept, parts[i]);
  }
  gboolean slash = kept->len && !*parts[n - 1];
  g_ptr_array_add (kept, NULL);
  g_autofree char *joined = g_strjoinv ("/", (char **) kept->pdata);
  return g_strconcat ("/", joined, slash ? "/" : "", NULL);
}

static void
add_header (Vector *vector, const char *name, char *value)
{
  Sigv4Header header = { name, value };
  g_ptr_array_add (vector->owned, value);
  g_array_append_val (vector->headers, header);
}

static void
parse_request (Vector *vector, const char *dir, const char *file)
{
  vector->request = read_file (dir, file);
  char *body = strstr (vector->request, "\n\n");
  if (body)
    *body = 0, body += 2;
  vector->payload = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body ? body : "", -1);

  g_auto (GStrv) lines = g_strsplit (vector->request, "\n", -1);
  char *target = strchr (lines[0], ' ');
  *g_strrstr (lines[0], " HTTP/") = 0;
  *target++ = 0;
  vector->method = g_strdup (lines[0]);
  char *query = strchr (target, '?');
  if (query) {
    *query++ = 0;
    vector->query = g_strdup (query);
  }
  vector->path = json_object_get_boolean_member (vector->object, "normalize") ? normalise (target)
                                                                              : g_strdup (target);
  for (guint i = 1; lines[i] && *lines[i]; i++) {
    if (*lines[i] == ' ') {
      Sigv4Header *last = &g_array_index (vector->headers, Sigv4Header, vector->headers->len - 1);
      char *folded = g_strconcat (last->value, lines[i], NULL);
      g_ptr_array_add (vector->owned, folded);
      last->value = folded;
      continue;
    }
    char *colon = strchr (lines[i], ':');
    char *name = g_strndup (lines[i], colon - lines[i]);
    g_ptr_array_add (vector->owned, name);
    add_header (vector, name, g_strdup (colon + 1));
  }
}

static Vector *
vector_load (const char *dir, const char *file)
{
  Vector *vector = g_new0 (Vector, 1);
  g_autofree char *context = read_file (dir, "context.json");
  vector->context = json_parser_new ();
  g_assert_true (json_parser_load_from_data (vector->context, context, -1, NULL));
  vector->object = json_node_get_object (json_parser_get_root (vector->context));
  vector->sign_body = json_object_get_boolean_member (vector->object, "sign_body");
  vector->owned = g_ptr_array_new_with_free_func (g_free);
  vector->headers = g_array_new (FALSE, FALSE, sizeof (Sigv4Header));
  parse_request (vector, dir, file);
  return vector;
}

static void
vector_free (Vector *vector)
{
  g_object_unref (vector->context);
  g_free (vector->request);
  g_free (vector->method);
  g_free (vector->path);
  g_free (vector->query);
  g_free (vector->payload);
  g_ptr_array_unref (vector->owned);
  g_array_unref (vector->headers);
  g_free (vector);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Vector, vector_free)

static Sigv4Signer *
vector_signer (Vector *vector)
{
  JsonObject *credentials = json_object_get_object_member (vector->object, "credentials");
  gboolean omit =
      json_object_get_boolean_member_with_default (vector->object, "omit_session_token", FALSE);
  return sigv4_signer_new (
      json_object_get_string_member (credentials, "access_key_id"),
      json_object_get_string_member (credentials, "secret_access_key"),
      omit ? NULL : json_object_get_string_member_with_default (credentials, "token", NULL),
      json_object_get_string_member (vector->object, "region"),
      json_object_get_string_member (vector->object, "service"));
}

static Sigv4Request
vector_request (Vector *vector)
{
  return (
      Sigv4Request) { vector->method,       vector->path,
                      vector->query,        (const Sigv4Header *) (gpointer) vector->headers->data,
                      vector->headers->len, vector->payload };
}

static void
check_query (const char *dir)
{
  g_autoptr (Vector) vector = vector_load (dir, "request.txt");
  g_autoptr (Sigv4Signer) signer = vector_signer (vector);
  Sigv4Request request = vector_request (vector);
  g_autofree char *want = read_file (dir, "query-signature.txt");
  g_autofree char *got = sigv4_presign (
      signer, &request, NOW, json_object_get_int_member (vector->object, "expiration_in_seconds"));
  g_assert_cmpstr (strstr (got, "&X-Amz-Signature=") + 17, ==, g_strstrip (want));
}

static void
check_header (const char *dir)
{
  g_autoptr (Vector) vector = vector_load (dir, "request.txt");
  if (vector->sign_body)
    add_header (vector, "x-amz-content-sha256", g_strdup (vector->payload));
  g_autoptr (Sigv4Signer) signer = vector_signer (vector);
  Sigv4Request request = vector_request (vector);
  g_autofree char *want = read_file (dir, "header-signed-request.txt");
  g_autofree char *got = sigv4_authorize (signer, &request, NOW);
  char *line = strstr (want, "Authorization:") + strlen ("Authorization:");
  line[strcspn (line, "\n")] = 0;
  g_assert_cmpstr (got, ==, line);
}

/* The request as published with its signature is accepted, and no longer with one byte changed. */
static void
check_verify (const char *dir)
{
  g_autoptr (Vector) vector = vector_load (dir, "query-signed-request.txt");
  if (json_object_get_boolean_member_with_default (vector->object, "omit_session_token", FALSE))
    return; /* a token added after signing is one query parameter too many for S3 */
  g_autoptr (Sigv4Signer) signer = vector_signer (vector);
  Sigv4Request request = vector_request (vector);
  g_assert_cmpint (sigv4_verify (signer, &request, NOW + 10), ==, SIGV4_OK);
  char *last = strstr (vector->query, "&X-Amz-Signature=") + 17 + 63;
  *last = *last == '0' ? '1' : '0';
  g_assert_cmpint (sigv4_verify (signer, &request, NOW + 10), ==, SIGV4_MISMATCH);
}

static void
test_vectors (gconstpointer data)
{
  void (*check) (const char *) = (void (*) (const char *)) data;
  g_autofree char *root = g_test_build_filename (G_TEST_DIST, "vectors", "sigv4", "v4", NULL);
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  g_assert_nonnull (dir);
  guint n = 0;
  for (const char *name; (name = g_dir_read_name (dir)); n++) {
    g_autofree char *path = g_build_filename (root, name, NULL);
    g_test_message ("%s", name);
    check (path);
  }
  g_assert_cmpuint (n, ==, 38);
}

static const Sigv4Header put_headers[] = {
  { "host", "media.example.org:8443" },
  { "content-length", "1000" },
  { "content-type", "application/octet-stream" },
};

static Sigv4Signer *
s3_signer (void)
{
  return sigv4_signer_new ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", NULL,
                           "us-east-1", "s3");
}

/* What is changed between signing and arriving, and the verdict. NULL: left as it was. */
static const struct {
  const char *name;
  const char *method;
  const char *path;
  const char *find, *put; /* in the signed query */
  const char *add;        /* to its end */
  const char *header[3];  /* values that arrive */
  gint64 later;
  Sigv4Verdict want;
} cases[] = {
  { "good", .want = SIGV4_OK },
  { "last second", .later = 900, .want = SIGV4_OK },
  { "expired", .later = 901, .want = SIGV4_EXPIRED },
  { "little in the future", .later = -900, .want = SIGV4_OK },
  { "in the future", .later = -901, .want = SIGV4_NOT_YET },
  { "other method", .method = "GET", .want = SIGV4_MISMATCH },
  { "other key", .path = "/b/other", .want = SIGV4_MISMATCH },
  { "dot segment is not normalised", .path = "/b/x/../key", .want = SIGV4_MISMATCH },
  { "double slash is not normalised", .path = "/b//key", .want = SIGV4_MISMATCH },
  { "longer life", .find = "Expires=900", .put = "Expires=901", .want = SIGV4_MISMATCH },
  { "life over a week", .find = "Expires=900", .put = "Expires=604801", .want = SIGV4_MALFORMED },
  { "no life", .find = "Expires=900", .put = "Expires=0", .want = SIGV4_MALFORMED },
  { "negative life", .find = "Expires=900", .put = "Expires=-1", .want = SIGV4_MALFORMED },
  { "other time", .find = "T123600Z", .put = "T123601Z", .want = SIGV4_MISMATCH },
  { "no such date", .find = "X-Amz-Date=20150830", .put = "X-Amz-Date=20150231",
    .want = SIGV4_MALFORMED },
  { "other day", .find = "X-Amz-Date=20150830", .put = "X-Amz-Date=20150831",
    .want = SIGV4_UNKNOWN_KEY },
  { "date with a zone", .find = "T123600Z", .put = "T123600", .want = SIGV4_MALFORMED },
  { "other key id", .find = "AKIDEXAMPLE", .put = "AKIDEXAMPLF", .want = SIGV4_UNKNOWN_KEY },
  { "other region", .find = "us-east-1", .put = "eu-west-1", .want = SIGV4_UNKNOWN_KEY },
  { "other service", .find = "%2Fs3%2F", .put = "%2Fsts%2F", .want = SIGV4_UNKNOWN_KEY },
  { "other algorithm", .find = "HMAC-SHA256", .put = "HMAC-SHA255", .want = SIGV4_MALFORMED },
  { "no signature", .find = "&X-Amz-Signature=", .put = "&Signature=", .want = SIGV4_ANONYMOUS },
  { "short signature",
    .find = "&X-Amz-Signature=", .put = "&X-Amz-Signature=0&x=", .want = SIGV4_MISMATCH },
  { "no host signed", .find = "%3Bhost", .put = "", .want = SIGV4_MALFORMED },
  { "fewer headers signed", .find = "content-length%3B", .put = "", .want = SIGV4_MISMATCH },
  { "unknown header signed", .find = "content-length%3B", .put = "content-length%3Bcookie%3B",
    .want = SIGV4_MISMATCH },
  { "header named twice", .find = "content-length%3B", .put = "content-length%3Bcontent-length%3B",
    .want = SIGV4_MISMATCH },
  { "extra query", .add = "&acl", .want = SIGV4_MISMATCH },
  { "extra empty query", .add = "&", .want = SIGV4_OK },
  { "doubled parameter", .add = "&X-Amz-Expires=900", .want = SIGV4_MALFORMED },
  { "doubled signature", .add = "&X-Amz-Signature=0", .want = SIGV4_MALFORMED },
  { "broken escape", .add = "&a=%zz", .want = SIGV4_MALFORMED },
  { "escaped nul", .add = "&a=%00", .want = SIGV4_MALFORMED },
  { "lower-case escape means the same", .find = "%2Fs3%2F", .put = "%2fs3%2f", .want = SIGV4_OK },
  { "longer body", .header = { NULL, "1001", NULL }, .want = SIGV4_MISMATCH },
  { "other type", .header = { NULL, NULL, "text/html" }, .want = SIGV4_MISMATCH },
  { "other host", .header = { "evil.example.org", NULL, NULL }, .want = SIGV4_MISMATCH },
  { "blanks around a value", .header = { NULL, " 1000 ", NULL }, .want = SIGV4_OK },
};

static char *
replace (const char *text, const char *find, const char *put)
{
  const char *at = strstr (text, find);
  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, put, at + strlen (find));
}

static void
test_refusals (void)
{
  g_autoptr (Sigv4Signer) signer = s3_signer ();
  Sigv4Request request = { "PUT", "/b/key", NULL, put_headers, 3, SIGV4_UNSIGNED_PAYLOAD };
  g_autofree char *query = sigv4_presign (signer, &request, NOW, 900);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].name);
    g_autofree char *changed =
        cases[i].find ? replace (query, cases[i].find, cases[i].put) : g_strdup (query);
    g_autofree char *sent = g_strconcat (changed, cases[i].add, NULL);
    Sigv4Header headers[3];
    for (guint j = 0; j < 3; j++) {
      headers[j] = put_headers[j];
      if (cases[i].header[j])
        headers[j].value = cases[i].header[j];
    }
    Sigv4Request arrived = request;
    arrived.method = cases[i].method ? cases[i].method : request.method;
    arrived.path = cases[i].path ? cases[i].path : request.path;
    arrived.query = sent;
    arrived.headers = headers;
    g_assert_cmpint (sigv4_verify (signer, &arrived, NOW + cases[i].later), ==, cases[i].want);
  }
}

static void
test_wrong_secret (void)
{
  g_autoptr (Sigv4Signer) signer = s3_signer ();
  g_autoptr (Sigv4Signer) other =
      sigv4_signer_new ("AKIDEXAMPLE", "another secret", NULL, "us-east-1", "s3");
  Sigv4Request request = { "PUT", "/b/key", NULL, put_headers, 3, SIGV4_UNSIGNED_PAYLOAD };
  g_autofree char *query = sigv4_presign (other, &request, NOW, 900);
  request.query = query;
  g_assert_cmpint (sigv4_verify (signer, &request, NOW), ==, SIGV4_MISMATCH);
  g_assert_cmpint (sigv4_verify (other, &request, NOW), ==, SIGV4_OK);
}

/* The key of the day is cached: going back and forth over midnight must not show. */
static void
test_midnight (void)
{
  g_autoptr (Sigv4Signer) signer = s3_signer ();
  Sigv4Request request = { "PUT", "/b/key", NULL, put_headers, 3, SIGV4_UNSIGNED_PAYLOAD };
  gint64 midnight = (NOW / 86400 + 1) * 86400;
  g_autofree char *before = sigv4_presign (signer, &request, midnight - 1, 900);
  g_autofree char *after = sigv4_presign (signer, &request, midnight, 900);
  g_autoptr (Sigv4Signer) fresh = s3_signer ();
  g_autofree char *want = sigv4_presign (fresh, &request, midnight, 900);
  g_assert_cmpstr (after, ==, want);
  request.query = before;
  g_assert_cmpint (sigv4_verify (signer, &request, midnight + 1), ==, SIGV4_OK);
  request.query = after;
  g_assert_cmpint (sigv4_verify (signer, &request, midnight + 1), ==, SIGV4_OK);
  request.query = NULL;
  g_autofree char *again = sigv4_presign (signer, &request, midnight - 1, 900);
  g_assert_cmpstr (again, ==, before);
}

static void
test_broken_query (void)
{
  g_autoptr (Sigv4Signer) signer = s3_signer ();
  Sigv4Request request = { "GET", "/b/key", "a=%f", put_headers, 1, SIGV4_UNSIGNED_PAYLOAD };
  g_assert_null (sigv4_presign (signer, &request, NOW, 900));
  g_assert_null (sigv4_authorize (signer, &request, NOW));
}

static void
test_encode (void)
{
  g_autofree char *path = sigv4_encode ("/a b/%2F/ü~._-", TRUE);
  g_assert_cmpstr (path, ==, "/a%20b/%252F/%C3%BC~._-");
  g_autofree char *value = sigv4_encode ("a/b+c=d&e", FALSE);
  g_assert_cmpstr (value, ==, "a%2Fb%2Bc%3Dd%26e");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sigv4/vectors/query", (gconstpointer) check_query, test_vectors);
  g_test_add_data_func ("/sigv4/vectors/header", (gconstpointer) check_header, test_vectors);
  g_test_add_data_func ("/sigv4/vectors/verify", (gconstpointer) check_verify, test_vectors);
  g_test_add_func ("/sigv4/refusals", test_refusals);
  g_test_add_func ("/sigv4/wrong-secret", test_wrong_secret);
  g_test_add_func ("/sigv4/midnight", test_midnight);
  g_test_add_func ("/sigv4/broken-query", test_broken_query);
  g_test_add_func ("/sigv4/encode", test_encode);
  return g_test_run ();
}
