/* error: one GError domain for both programs, and the one place that maps it to the wire.
 *
 * Wire codes are what a peer acts on; messages are for people and never hold secrets, numbers or
 * text. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* X (NAME, "wire", HTTP status, "what it means and what a client does"). PROTOCOL.md lists them; a
 * test compares. */
#define ERRORS(X)                                                                                  \
  X (BAD_FRAME, "bad_frame", 400,                                                                  \
     "a field is missing, of the wrong type or past its limit; do not send it again")              \
  X (UNSUPPORTED, "unsupported", 400, "the type is unknown to this server; do not send it again")  \
  X (TOO_BIG, "too_big", 413, "past a size limit")                                                 \
  X (UNAUTHORIZED, "unauthorized", 401, "no token, or one that is not valid any more")             \
  X (FORBIDDEN, "forbidden", 403, "this device or account may not do that")                        \
  X (NOT_FOUND, "not_found", 404, "no such thing, or not for you to see")                          \
  X (CONFLICT, "conflict", 409, "the same id came before with other contents; nothing was stored") \
  X (DEVICES, "devices", 409,                                                                      \
     "`to` is not the set of active devices; add `missing`, drop `gone`, send again")              \
  X (BUSY, "busy", 503, "try again after `retry_ms`; nothing was stored")                          \
  X (RATE, "rate", 429, "too many; try again after `retry_ms`")                                    \
  X (QUOTA, "quota", 413, "this account's storage allowance is used up for now")                   \
  X (STORAGE, "storage", 507, "the server cannot store anything now; nothing was stored")          \
  X (PHONE_INVALID, "phone_invalid", 400, "not a phone number in E.164 form")                      \
  X (CODE_WRONG, "code_wrong", 403, "the code does not match; `left` tries remain")                \
  X (CODE_EXPIRED, "code_expired", 410,                                                            \
     "the code is too old, used up or was never sent; ask for another")                            \
  X (PIN_REQUIRED, "pin_required", 403, "this number is registered and protected by a PIN")        \
  X (PIN_WRONG, "pin_wrong", 403, "the PIN does not match")                                        \
  X (INVITE_INVALID, "invite_invalid", 403,                                                        \
     "the invitation or link is unknown, expired or used up")                                      \
  X (REGISTRATION_CLOSED, "registration_closed", 403, "this server registers by invitation only")  \
  X (DELIVERY, "delivery", 502, "the code could not be sent to that number")                       \
  X (TOO_MANY_DEVICES, "too_many_devices", 403, "the account has as many devices as it may")       \
  X (INTERNAL, "internal", 500, "the server failed; nothing was stored; try again later")

typedef enum {
#define ERROR_ENUM_(NAME, wire, status, meaning) WHIN_ERROR_##NAME,
  ERRORS (ERROR_ENUM_)
#undef ERROR_ENUM_
  /* Never on the wire. */
  WHIN_ERROR_OFFLINE,      /* no network */
  WHIN_ERROR_UNREACHABLE,  /* the network is there, the server does not answer */
  WHIN_ERROR_NOT_WHINCHAT, /* something answers, but it is not whinchatd */
  WHIN_ERROR_TLS,          /* the server's certificate is not trusted */
  WHIN_ERROR_TOO_OLD,      /* one end speaks a protocol the other does not */
  WHIN_ERROR_DISK,         /* the local disk refused */
  WHIN_ERROR_CORRUPT,      /* a local file is not what it must be */
  WHIN_ERROR_GAVE_UP,      /* not delivered within LIMIT_GIVE_UP_DAYS */
  /* End-to-end encryption. */
  WHIN_ERROR_UNDECRYPTABLE, /* a message that is not what its sender sealed for this device */
  WHIN_ERROR_DUPLICATE,     /* a message opened before, or too old to have a key */
  WHIN_ERROR_NO_SESSION,    /* keys of the other device are needed first */
  WHIN_ERROR_UNTRUSTED,     /* keys that the account's own signature does not cover */
  /* The key of the local database. */
  WHIN_ERROR_LOCKED,          /* the passphrase or the recovery key is needed */
  WHIN_ERROR_NO_KEYRING,      /* the desktop keeps no secrets */
  WHIN_ERROR_KEYRING_CHANGED, /* the desktop has another secret than the one that opens it */
  WHIN_ERROR_BLOCKED,         /* somebody of a broadcast list whom one has blocked */
  WHIN_ERROR_DEVICE,          /* no microphone or speaker, or it does not work */
} WhinError;

#define WHIN_ERROR (whin_error_quark ())
GQuark whin_error_quark (void);

/* What a peer said beside the code; -1 where it said nothing, and for errors of other domains. */
void error_set_hints (GError *error, gint64 retry_ms, gint64 left);
gint64 error_retry_ms (const GError *error);
gint64 error_left (const GError *error);

/* The wire code of a WhinError, "internal" for those that are not on the wire. */
const char *error_to_wire (WhinError code);
/* WHIN_ERROR_INTERNAL for a code this build does not know. */
WhinError error_from_wire (const char *wire);
guint error_http_status (WhinError code);
const char *error_meaning (WhinError code);

/* Why a server closes a socket. X (NAME, code, reconnect, "meaning"); PROTOCOL.md lists them; a
 * test compares. */
#define CLOSES(X)                                                                                  \
  X (DRAIN, 4001, 1, "the server is going down; come back after `after_ms`")                       \
  X (SLOW, 4002, 1, "this end did not read; nothing is lost")                                      \
  X (REPLACED, 4003, 0, "the same device connected elsewhere")                                     \
  X (SERVER_ERROR, 4004, 1, "the server failed")                                                   \
  X (TIMEOUT, 4005, 1, "two heartbeats went by in silence")                                        \
  X (POSITION, 4010, 1,                                                                            \
     "`after` or `ack` lies beyond what was sent; say hello again from your own state")            \
  X (REVOKED, 4500, 0, "this device was removed from the account")                                 \
  X (SUSPENDED, 4501, 0, "the account was suspended by the server's owner")                        \
  X (TOO_OLD, 4502, 0, "this client speaks no protocol the server speaks")                         \
  X (VIOLATION, 4503, 0,                                                                           \
     "this client broke the protocol in a way that cannot be answered by `err`")                   \
  X (COPIED, 4504, 0, "the state of this device went on elsewhere: never use its keys again")

typedef enum {
#define CLOSE_ENUM_(NAME, code, reconnect, meaning) CLOSE_##NAME = code,
  CLOSES (CLOSE_ENUM_)
#undef CLOSE_ENUM_
} CloseCode;

/* Whether a client should connect again by itself; unknown codes below 4500 say yes. */
gboolean close_is_transient (guint code);
const char *close_meaning (guint code);
