/* content: what a `ct` holds, as structs (PROTOCOL.md, section 7). The server never sees this code.
 *
 * Pure and thread safe.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "codec.h"

/* Messages that one `retry` names. */
#define CONTENT_RETRY_MAX 64

typedef enum {
  CONTENT_TEXT,
  CONTENT_MEDIA,
  CONTENT_RECEIPT,
  CONTENT_PROFILE,
  CONTENT_CONTACT,
  CONTENT_CHAT,
  CONTENT_RETRY,
  CONTENT_HISTORY,
  CONTENT_PRIMARY,
  CONTENT_TRUST,
  CONTENT_DEVICE,
  CONTENT_SET,
  CONTENT_NUMBER,
  CONTENT_GROUP,
  CONTENT_GROUP_KEY,
  CONTENT_GROUP_ASK,
  CONTENT_EDIT,
  CONTENT_DELETE,
  CONTENT_REACT,
  CONTENT_PIN,
  CONTENT_TIMER,
  CONTENT_GROUP_SECRET,
  CONTENT_JOIN,
  CONTENT_POLL,
  CONTENT_VOTE,
  CONTENT_END,
  CONTENT_LOCATION,
  CONTENT_CARD,
  CONTENT_BROADCAST,
  CONTENT_UNKNOWN, /* a kind of a later version */
} ContentKind;

/* Who is called by name, and where in the text. */
typedef struct {
  Id acc;
  gint64 start; /* bytes */
  gint64 end;
} ContentMention;

/* What a page that a text leads to says of itself, as the sender's device saw it. */
typedef struct {
  char *url;
  char *title;
  char *thumb; /* base64url, a small JPEG or PNG; or NULL */
} ContentPreview;

typedef struct {
  char *text;
  Id re; /* with re_author, the message this answers; or none */
  Id re_author;
  GPtrArray *mentions;     /* of ContentMention, or NULL */
  gboolean fwd;            /* somebody else wrote it first */
  ContentPreview *preview; /* of a page that it leads to, or NULL */
} ContentText;

/* What a sticker says of itself. */
typedef struct {
  char *emoji; /* or NULL */
  Id pack;     /* or none */
  char *name;  /* of the pack, or NULL */
} ContentSticker;

/* What makes a file a voice message. */
typedef struct {
  gint64 ms;  /* how long it is */
  char *wave; /* base64url, how loud it is: a byte for each of equal times; or NULL */
} ContentVoice;

/* What makes several pictures and videos one album. */
typedef struct {
  Id id;
  gint64 n;  /* how many there were */
  gint64 at; /* which of them, from 0 */
} ContentAlbum;

typedef struct {
  Id obj;
  char *mime;
  char *name;
  gint64 size; /* of the file */
  gint64 w;
  gint64 h;
  char *thumb; /* base64url */
  char *text;
  char *key;    /* base64url, of the object */
  char *sha256; /* base64url, of the object as it lies on the server */
  gboolean file;
  Id re; /* as in a text */
  Id re_author;
  GPtrArray *mentions;
  gboolean fwd;
  gboolean once;           /* it may be looked at, or listened to, once */
  ContentSticker *sticker; /* or NULL: a picture or a file */
  ContentVoice *voice;     /* or NULL */
  gint64 ms;               /* of a video: how long it is, or 0 */
  ContentAlbum *album;     /* or NULL */
} ContentMedia;

/* What is done to a message, which is named by author and id. */
typedef struct {
  Id author;
  Id id;
  char *text; /* what it says from now on */
  GPtrArray *mentions;
  ContentPreview *preview; /* in the place of the one it had; NULL: that one stays */
} ContentEdit;

typedef struct {
  Id author;
  Id id;
} ContentDelete;

typedef struct {
  Id author;
  Id id;
  char *emoji; /* "" or NULL: none any more */
} ContentReact;

typedef struct {
  Id author;
  Id id;
  gboolean on;
} ContentPin;

typedef struct {
  char *what; /* "delivered", "read" or "played" */
  Id author;
  GArray *ids; /* of Id */
} ContentReceipt;

typedef struct {
  char *name;
  char *about;
  Id photo;
  char *photo_key;
  char *photo_sha256;
  gint64 photo_size;
} ContentProfile;

typedef struct {
  Id acc;
  char *phone;
  char *name;
  gboolean gone;
} ContentContact;

typedef struct {
  Conv chat;
  Id read;
  Id author;
} ContentChat;

/* To one device: these messages of its account could not be opened here. */
typedef struct {
  GArray *ids; /* of Id */
} ContentRetry;

/* To a new device of one's own: where what was written before is. */
typedef struct {
  Id obj;
  gint64 size;
  char *key; /* base64url, of the archive */
} ContentHistory;

/* To one device of one's own: it becomes the main one. Without secret, from it to all the others:
 * it is. */
typedef struct {
  char *secret;      /* base64url, of the account; as the next two */
  char *backup;      /* the backup key */
  char *recovery;    /* both, wrapped */
  gint64 generation; /* of the last backup */
  gint64 version;    /* of the account's list */
  gboolean daily;    /* backups go to the server */
} ContentPrimary;

/* To one's own devices: what a person has said of the key of an account. */
typedef struct {
  Id acc;
  char *key;  /* base64url */
  char *what; /* "verified", "unverified" or "accepted" */
} ContentTrust;

/* To one's own devices: what one of them is called. */
typedef struct {
  gint64 dev;
  char *name;
} ContentDevice;

/* Characters of what is said in one `set`. */
#define CONTENT_SET_MAX 1024

/* To one's own devices: a state that is the same on all of them. Of what stands in `what`, `chat`,
 * `author` and `id` the last counts. */
typedef struct {
  char *what;
  Conv chat;
  GArray *accs; /* of Id: the same of the chat with each of them, in place of `chat`; or NULL */
  Id author;
  Id id;
  gint64 n;
  char *text; /* or NULL */
} ContentSet;

/* To people one has written to: the account has another number. */
typedef struct {
  char *phone;
} ContentNumber;

/* Bytes of a group's state in one content. */
#define CONTENT_STATE_MAX 11000

/* To devices that have to know a group: what opens its changes, and its state, in parts. */
typedef struct {
  char *secret; /* base64url, as the next two that are text */
  gint64 place; /* the number of the change that made the state */
  char *tip;    /* the hash of that change */
  gint64 size;  /* of the whole packed state, in bytes */
  gint64 at;    /* where this part of it begins */
  char *state;
} ContentGroup;

/* To the devices of a group's members: with what this one's messages are opened. */
typedef struct {
  char *key; /* base64url */
} ContentGroupKey;

/* To devices of a member: the state is not known here beyond this change. */
typedef struct {
  gint64 place;
} ContentGroupAsk;

typedef struct {
  char *question;
  GPtrArray *options; /* of char *, two at least */
  gboolean multiple;  /* several may be chosen */
} ContentPoll;

/* Of a poll, which is named by author and id. */
typedef struct {
  Id author;
  Id id;
  gint64 choices; /* a bit for each option, the first is 1; 0 takes the vote back */
} ContentVote;

typedef struct {
  Id author;
  Id id;
} ContentEnd;

/* Where something is: millionths of a degree, from the south pole and from 180 degrees west. */
typedef struct {
  gint64 lat;
  gint64 lon;
  char *name;
} ContentLocation;

/* Somebody, for somebody else to write to. */
typedef struct {
  char *name;
  char *phone;
  Id acc;
} ContentCard;

/* To one's own devices, of a message to a broadcast list: whom it goes to, and to whom after all it
 * does not. Either may be NULL. */
typedef struct {
  Id id;
  GArray *to;  /* of Id */
  GArray *out; /* of Id */
} ContentBroadcast;

/* What is written here from now on lasts so long. */
typedef struct {
  gint64 seconds; /* 0 for ever */
} ContentTimer;
/* To devices of an admin: whoever sends it wants to be let in. */
typedef struct {
  Id grp;
  char *proof;  /* base64url, that they know the link */
  char *name;   /* what they call themselves */
  gboolean off; /* not any more */
} ContentJoin;

/* To all members: what the changes are sealed with from now on. */
typedef struct {
  char *secret; /* base64url */
} ContentGroupSecret;

typedef struct {
  ContentKind kind;
  Id again; /* of the message this is once more, for a device that could not open it; or none */
  gint64 ts;
  gint64 expires;     /* seconds a message lasts after it was sent or read; 0 for ever */
  gboolean broadcast; /* it goes to others too, to each by themselves */
  union {
    ContentText text;
    ContentMedia media;
    ContentReceipt receipt;
    ContentProfile profile;
    ContentContact contact;
    ContentChat chat;
    ContentRetry retry;
    ContentHistory history;
    ContentPrimary primary;
    ContentTrust trust;
    ContentDevice device;
    ContentSet set;
    ContentNumber number;
    ContentGroup group;
    ContentGroupKey group_key;
    ContentGroupAsk group_ask;
    ContentEdit edit;
    ContentDelete del;
    ContentReact react;
    ContentPin pin;
    ContentTimer timer;
    ContentGroupSecret group_secret;
    ContentJoin join;
    ContentPoll poll;
    ContentVote vote;
    ContentEnd end;
    ContentLocation location;
    ContentCard card;
    ContentBroadcast broadcast_to;
  };
} Content;

/* That of a ContentSticker, which is the same wherever one is kept. */
extern const CodecSchema content_sticker_schema;
extern const CodecSchema content_album_schema;

/* Whether it is about another message: `edit`, `delete`, `react`, `pin`. */
gboolean content_is_change (const Content *content);
/* The JSON of a content; NULL and WHIN_ERROR_TOO_BIG past LIMIT_CONTENT_MAX. */
GBytes *content_encode (const Content *content, GError **error);
/* An unknown kind is no error. */
Content *content_decode (GBytes *json, GError **error);
void content_free (Content *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Content, content_free)
