/* rest: the HTTP calls beside the socket, as one table for both programs. PROTOCOL.md is their
 * meaning.
 *
 * Bodies are single JSON objects described by schemas. A path may hold one parameter, `{acc}`,
 * `{dev}`, `{grp}` or `{id}`. Errors are answered with the HTTP status of error.h and a
 * RestProblem. Pure and thread safe. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "codec.h"

typedef struct {
  char *code; /* of error.h */
  char *why;  /* for people */
  gint64 retry_ms;
  gint64 left; /* tries, with code_wrong and pin_wrong */
} RestProblem;

typedef struct {
  char *name;
  char *software; /* "whinchatd 0.1.0" */
  gint64 proto_min;
  gint64 proto_max;
  gboolean codes;   /* one-time codes can be sent */
  gboolean open;    /* a code alone is enough; otherwise an invitation too */
  gint64 media_max; /* bytes */
} RestServer;

typedef struct {
  char *phone;
} RestCodeRequest;

typedef struct {
  gint64 retry_ms; /* when another may be asked for */
  gint64 ttl_ms;
} RestCodeReply;

/* tok is made by the client (32 random bytes) and only its hash is kept; the same tok again gives
 * the same answer. */
typedef struct {
  char *phone;
  char *code;
  char *invite;
  char *pin;
  char *tok;
  char *device; /* this device's name */
} RestRegister;

typedef struct {
  Id acc;
  gint64 dev;
  char *phone;
  gboolean created; /* FALSE: the account existed, its other devices are revoked */
  gint64 list;      /* version of the device list that is gone with those; 0: none */
  gint64 by;        /* the device that made the link; 0: registered */
  gboolean pending; /* until the account's list names it */
} RestAccount;

typedef struct {
  Id id; /* made by the client: where the new device is let in, once */
} RestLink;

typedef struct {
  gint64 ttl_ms;
} RestLinkReply;

typedef struct {
  char *link; /* the id of a RestLink */
  char *tok;
  char *device;
} RestDeviceAdd;

typedef struct {
  gint64 dev;
  char *name;
  gint64 created; /* ms */
  gint64 seen;    /* ms, to the day */
  gboolean current;
  gboolean pending;
} RestDevice;

typedef struct {
  GPtrArray *devices; /* of RestDevice */
} RestDevices;

typedef struct {
  char *name;
} RestName;

typedef struct {
  gint64 dev;
} RestDeviceNo;

typedef struct {
  GPtrArray *devs; /* of RestDeviceNo */
  char *list;      /* signed; NULL before there is one */
} RestAccountDevices;

typedef struct {
  gint64 version; /* more than the last, or the same list again */
  char *list;
  GPtrArray *devs; /* of RestDeviceNo: those that the list names */
} RestList;

/* Public keys that others start a conversation with. The server does not look into them. */
typedef struct {
  gint64 id; /* made by the device, each larger than the last of its kind */
  char *key;
} RestKey;

typedef struct {
  RestKey *spk;    /* replaces the last one, as the next two do */
  RestKey *last;   /* handed out again and again when there is no one-time key */
  RestKey *klast;  /* the same for the post-quantum ones */
  GPtrArray *ones; /* of RestKey: each is handed out once */
  GPtrArray *kems; /* of RestKey: the same */
} RestKeys;

typedef struct {
  gint64 ones; /* one-time keys left */
  gint64 kems;
} RestKeyCount;

typedef struct {
  GPtrArray *devs; /* of RestDeviceNo */
} RestKeyRequest;

typedef struct {
  gint64 dev;
  RestKey *spk;
  RestKey *one;
  RestKey *kem;
} RestBundle;

typedef struct {
  GPtrArray *bundles; /* of RestBundle: of those asked for that are there and have left keys */
} RestBundles;

/* A change of a group is sealed and signed by the device that makes it. */
typedef struct {
  gint64 n;   /* one more than the last, 1 makes the group */
  char *prev; /* SHA-256 of the change before; NULL with 1 */
  char *change;
  GArray *members; /* of Id: who is in it after this change */
} RestGroupAppend;

typedef struct {
  gint64 after;
} RestGroupAsk;

typedef struct {
  gint64 n;
  Id acc; /* who brought it */
  gint64 dev;
  gint64 ts;
  char *change;
} RestChange;

typedef struct {
  GPtrArray *changes; /* of RestChange */
  gboolean more;      /* ask again after the last of these */
} RestChanges;

typedef struct {
  Id grp;
  gint64 n; /* its newest change */
} RestGroup;

typedef struct {
  GPtrArray *groups; /* of RestGroup */
} RestGroups;

typedef struct {
  Id acc;
  GPtrArray *devs; /* of RestDeviceNo */
} RestMember;

typedef struct {
  gint64 set;         /* its number: another one is another set */
  GPtrArray *members; /* of RestMember: those who have devices */
} RestGroupDevices;

typedef struct {
  char *tok_hash; /* SHA-256 of the token in the link; NULL: there is none */
  char *preview;  /* what the link opens */
  GArray *asks;   /* of Id: members who are to be asked */
} RestGroupLink;

typedef struct {
  char *tok;
} RestJoin;

typedef struct {
  Id grp;
  gint64 members;
  char *preview;
  GArray *asks; /* of Id */
} RestJoinReply;

typedef struct {
  GPtrArray *phones; /* of char * */
} RestFind;

typedef struct {
  char *phone;
  Id acc;
} RestFoundOne;

typedef struct {
  GPtrArray *found; /* of RestFoundOne */
} RestFound;

typedef struct {
  char *pin;
} RestPin;

/* Who may see: 0 everyone, 1 contacts, 2 nobody. */
typedef struct {
  gint64 online;
  gint64 seen;
  gboolean hidden; /* not found by number */
} RestPrivacy;

typedef struct {
  Id acc;
  char *reason; /* or NULL */
} RestReport;

typedef struct {
  char *phone;
  char *code; /* or NULL */
  char *pin;  /* or NULL */
} RestPhone;

typedef struct {
  char *pin; /* or NULL */
} RestLeave;

typedef struct {
  gint64 size; /* bytes, exact */
  char *kind;  /* "media", "avatar", "status" or "backup" */
} RestMediaCreate;

typedef struct {
  char *name;
  char *value;
} RestHeader;

typedef struct {
  gint64 n; /* from 1 */
} RestPartNo;

typedef struct {
  char *url;          /* NULL: it goes in parts */
  GPtrArray *headers; /* of RestHeader, to send with the PUT exactly as they are */
  GPtrArray *parts;   /* of RestPartNo: those that are there */
  gint64 ttl_ms;
} RestMediaSlot;

typedef struct {
  GPtrArray *parts; /* of RestPartNo */
} RestPartsAsk;

typedef struct {
  gint64 n;
  char *url;
  GPtrArray *headers; /* of RestHeader, as above */
} RestPartSlot;

typedef struct {
  GPtrArray *parts; /* of RestPartSlot */
  gint64 ttl_ms;
} RestPartSlots;

typedef struct {
  char *url;
  gint64 size;
  gint64 ttl_ms;
} RestMedia;

typedef struct {
  Id id; /* of the media object */
  gint64 size;
  gint64 ts; /* when it was done */
} RestBackup;

typedef struct {
  char *wrap; /* opaque; NULL: none */
} RestWrap;

typedef struct {
  char unused;
} RestNothing;

/* X (NAME, method, path, needs a token, request, request fields, reply, reply fields) */
#define REST_CALLS(X)                                                                              \
  X (SERVER, "GET", "/v1/server", 0, RestNothing, nothing, RestServer, server)                     \
  X (CODE, "POST", "/v1/codes", 0, RestCodeRequest, code_request, RestCodeReply, code_reply)       \
  X (REGISTER, "POST", "/v1/register", 0, RestRegister, register, RestAccount, account)            \
  X (LINK, "POST", "/v1/links", 1, RestLink, link, RestLinkReply, link_reply)                      \
  X (DEVICE_ADD, "POST", "/v1/devices", 0, RestDeviceAdd, device_add, RestAccount, account)        \
  X (DEVICES, "GET", "/v1/devices", 1, RestNothing, nothing, RestDevices, devices)                 \
  X (DEVICE_RENAME, "PUT", "/v1/devices/{dev}", 1, RestName, name, RestNothing, nothing)           \
  X (DEVICE_REVOKE, "DELETE", "/v1/devices/{dev}", 1, RestNothing, nothing, RestNothing, nothing)  \
  X (ACCOUNT_DEVICES, "GET", "/v1/accounts/{acc}/devices", 1, RestNothing, nothing,                \
     RestAccountDevices, account_devices)                                                          \
  X (LIST_SET, "PUT", "/v1/list", 1, RestList, list, RestNothing, nothing)                         \
  X (KEYS, "GET", "/v1/keys", 1, RestNothing, nothing, RestKeyCount, key_count)                    \
  X (KEYS_ADD, "PUT", "/v1/keys", 1, RestKeys, keys, RestKeyCount, key_count)                      \
  X (BUNDLES, "POST", "/v1/accounts/{acc}/keys", 1, RestKeyRequest, key_request, RestBundles,      \
     bundles)                                                                                      \
  X (GROUPS, "GET", "/v1/groups", 1, RestNothing, nothing, RestGroups, groups)                     \
  X (GROUP_APPEND, "PUT", "/v1/groups/{grp}", 1, RestGroupAppend, group_append, RestNothing,       \
     nothing)                                                                                      \
  X (GROUP_CHANGES, "POST", "/v1/groups/{grp}/changes", 1, RestGroupAsk, group_ask, RestChanges,   \
     changes)                                                                                      \
  X (GROUP_DEVICES, "GET", "/v1/groups/{grp}/devices", 1, RestNothing, nothing, RestGroupDevices,  \
     group_devices)                                                                                \
  X (GROUP_LINK, "PUT", "/v1/groups/{grp}/link", 1, RestGroupLink, group_link, RestNothing,        \
     nothing)                                                                                      \
  X (JOIN, "POST", "/v1/join", 1, RestJoin, join, RestJoinReply, join_reply)                       \
  X (FIND, "POST", "/v1/find", 1, RestFind, find, RestFound, found)                                \
  X (CONTACT_ADD, "PUT", "/v1/contacts/{acc}", 1, RestNothing, nothing, RestNothing, nothing)      \
  X (CONTACT_REMOVE, "DELETE", "/v1/contacts/{acc}", 1, RestNothing, nothing, RestNothing,         \
     nothing)                                                                                      \
  X (BLOCK, "PUT", "/v1/blocks/{acc}", 1, RestNothing, nothing, RestNothing, nothing)              \
  X (UNBLOCK, "DELETE", "/v1/blocks/{acc}", 1, RestNothing, nothing, RestNothing, nothing)         \
  X (PIN_SET, "PUT", "/v1/pin", 1, RestPin, pin, RestNothing, nothing)                             \
  X (PIN_REMOVE, "DELETE", "/v1/pin", 1, RestNothing, nothing, RestNothing, nothing)               \
  X (PRIVACY, "GET", "/v1/privacy", 1, RestNothing, nothing, RestPrivacy, privacy)                 \
  X (PRIVACY_SET, "PUT", "/v1/privacy", 1, RestPrivacy, privacy, RestNothing, nothing)             \
  X (REPORT, "POST", "/v1/report", 1, RestReport, report, RestNothing, nothing)                    \
  X (PHONE_SET, "PUT", "/v1/account/phone", 1, RestPhone, phone, RestNothing, nothing)             \
  X (LEAVE, "POST", "/v1/account/remove", 1, RestLeave, leave, RestNothing, nothing)               \
  X (MEDIA_CREATE, "PUT", "/v1/media/{id}", 1, RestMediaCreate, media_create, RestMediaSlot,       \
     media_slot)                                                                                   \
  X (MEDIA_PARTS, "POST", "/v1/media/{id}/parts", 1, RestPartsAsk, parts_ask, RestPartSlots,       \
     part_slots)                                                                                   \
  X (MEDIA_DONE, "POST", "/v1/media/{id}/done", 1, RestNothing, nothing, RestNothing, nothing)     \
  X (MEDIA, "GET", "/v1/media/{id}", 1, RestNothing, nothing, RestMedia, media)                    \
  X (MEDIA_CANCEL, "DELETE", "/v1/media/{id}", 1, RestNothing, nothing, RestNothing, nothing)      \
  X (BACKUP, "GET", "/v1/backup", 1, RestNothing, nothing, RestBackup, backup)                     \
  X (WRAP, "GET", "/v1/wrap", 1, RestNothing, nothing, RestWrap, wrap)                             \
  X (WRAP_SET, "PUT", "/v1/wrap", 1, RestWrap, wrap, RestNothing, nothing)

typedef enum {
#define REST_ENUM_(NAME, method, path, auth, Q, q, R, r) REST_##NAME,
  REST_CALLS (REST_ENUM_)
#undef REST_ENUM_
  REST_N_CALLS,
} RestCall;

typedef struct {
  const char *method;
  const char *path;
  gboolean auth;
  CodecSchema request;
  CodecSchema reply;
} RestInfo;

const RestInfo *rest_info (RestCall call);
const CodecSchema *rest_problem_schema (void);

/* The path with its parameter put in; param is NULL for paths without one. Caller frees. */
char *rest_path (RestCall call, const char *param);
/* Finds the call for a request; *param is set to the parameter's text (caller frees) or NULL.
 * Returns REST_N_CALLS when no path fits, and sets *known_path when only the method does not. */
RestCall rest_match (const char *method, const char *path, char **param, gboolean *known_path);
