/* sigv4: AWS Signature Version 4 as S3 uses it: makes and checks the signed URLs of media objects.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define SIGV4_UNSIGNED_PAYLOAD "UNSIGNED-PAYLOAD"
#define SIGV4_EMPTY_PAYLOAD "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define SIGV4_MAX_EXPIRES 604800       /* seconds; a week, fixed by S3 */
#define SIGV4_MAX_CLOCK_SKEW (15 * 60) /* seconds a signature may lie in the future */

typedef struct {
  const char *name; /* any case */
  const char *value;
} Sigv4Header;

/* Borrowed strings; value type, lives on the caller's stack. */
typedef struct {
  const char *method;
  const char *path;           /* decoded; it is encoded exactly once and never normalised */
  const char *query;          /* as on the wire without '?', or NULL */
  const Sigv4Header *headers; /* to sign: exactly these; to verify: all that arrived */
  gsize n_headers;
  const char *payload; /* hex SHA-256 of the body, or SIGV4_UNSIGNED_PAYLOAD */
} Sigv4Request;

typedef enum {
  SIGV4_OK,
  SIGV4_ANONYMOUS,   /* no X-Amz-Signature at all */
  SIGV4_MALFORMED,   /* a parameter is missing, doubled or cannot be read */
  SIGV4_UNKNOWN_KEY, /* other key id, region, service or scope day */
  SIGV4_NOT_YET,     /* dated more than SIGV4_MAX_CLOCK_SKEW in the future */
  SIGV4_EXPIRED,
  SIGV4_MISMATCH, /* something that was signed is not what arrived */
} Sigv4Verdict;

/* One set of credentials for one region and service, with the signing key of the current day.
 * Belongs to one thread. Times are seconds since 1970; the caller brings the clock. */
typedef struct _Sigv4Signer Sigv4Signer;

/* token: a session token that is sent and signed too, or NULL. */
Sigv4Signer *sigv4_signer_new (const char *key_id,
                               const char *secret,
                               const char *token,
                               const char *region,
                               const char *service);
void sigv4_signer_free (Sigv4Signer *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sigv4Signer, sigv4_signer_free)

/* The whole signed query, without '?'. expires: 1 to SIGV4_MAX_EXPIRES seconds.
 * NULL when request->query is not valid percent-encoding. */
char *sigv4_presign (Sigv4Signer *signer, const Sigv4Request *request, gint64 now, guint expires);

/* The value of the Authorization header. The caller also sends `x-amz-date: sigv4_stamp (now)` and,
 * with a token, `x-amz-security-token`; both are signed without being listed in the request.
 * NULL as above. */
char *sigv4_authorize (Sigv4Signer *signer, const Sigv4Request *request, gint64 now);

/* Checks a presigned request; compares in constant time. */
Sigv4Verdict sigv4_verify (Sigv4Signer *signer, const Sigv4Request *request, gint64 now);

/* "20150830T123600Z" */
char *sigv4_stamp (gint64 time);

/* Percent-encodes every byte but A-Z a-z 0-9 - . _ ~ and, when asked, '/'. */
char *sigv4_encode (const char *text, gboolean keep_slash);
