/* archive: what is inside a backup, and inside the history a new device gets: one JSON object a
 * line, in this order, and newlines to a size that tells less.
 *
 *   head, secret?, setting*, contact*, peer*, group*, chat*, message*, change*, state*, end
 *
 * Members and, between head and end, kinds of a later version are skipped. Sessions, prekeys and
 * sender keys are never in it: a ratchet that is put back is broken. Pure; any thread, one object
 * on one thread at a time. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content.h"
#include "rows.h"

#define ARCHIVE_FORMAT 1
#define ARCHIVE_LINE_MAX (64 * 1024) /* bytes */

typedef enum {
  ARCHIVE_HEAD,
  ARCHIVE_SECRET,
  ARCHIVE_SETTING,
  ARCHIVE_CONTACT,
  ARCHIVE_PEER,
  ARCHIVE_GROUP,
  ARCHIVE_CHAT,
  ARCHIVE_MESSAGE,
  ARCHIVE_CHANGE,
  ARCHIVE_STATE,
  ARCHIVE_END,
  ARCHIVE_UNKNOWN, /* of a later version */
} ArchiveKind;

/* Whose it is and how much there will be: at most, because messages are deleted meanwhile. */
typedef struct {
  gint64 format;
  Id acc;
  char *phone;
  char *server;
  char
      *epoch; /* of the server, whose numbers of messages these are; NULL before one was heard of */
  gint64 made; /* ms since 1970 */
  gint64 contacts;
  gint64 peers;
  gint64 groups;
  gint64 chats;
  gint64 messages;
  char *name;
  char *about;
  Id photo;
  char *photo_key;
  char *photo_sha256;
  gint64 photo_size;
  gint64 profile; /* version of the profile */
} ArchiveHead;

/* Only in a backup; base64url. */
typedef struct {
  char *account;  /* the secret key of the account */
  char *backup;   /* the backup key, when there is a recovery key */
  char *recovery; /* both, wrapped by the recovery key */
} ArchiveSecret;

typedef struct {
  char *key;
  char *value;
} ArchiveSetting;

typedef struct {
  Id acc;
  char *phone;
  char *name;
  char *profile_name;
  char *about;
  Id photo;
  char *photo_key;
  char *photo_sha256;
  gint64 photo_size;
  gboolean contact;
  gboolean blocked;
  gint64 profile_sent;
} ArchiveContact;

typedef struct {
  Id acc;
  char *list; /* base64url, as signed */
  char *trust;
} ArchivePeer;

/* One that the account is or was in: what its signed changes made of it, up to one. */
typedef struct {
  Id grp;
  char *secret; /* base64url, as are the next ones */
  char *state;
  char *tip;    /* the hash of the last change, as the server has it */
  gint64 place; /* and its number */
  gboolean inside;
  gint64 doubt; /* a state that somebody spoke of and that is not in this history; 0 for none */
  char *doubt_hash;
  Id doubt_by;
} ArchiveGroup;

typedef struct {
  Conv conv;
  gboolean listed;
  gint64 time;
  gint64 read; /* ord */
  gint64 base;
  gint64 cseq;
  gint64 timer;    /* seconds that new messages last */
  gint64 timer_at; /* ord */
} ArchiveChat;

typedef struct {
  Id object;
  char *mime;
  char *name;
  gint64 size;
  gint64 w;
  gint64 h;
  char *thumb;  /* base64url */
  char *key;    /* base64url */
  char *sha256; /* base64url */
  gboolean file;
  gboolean once; /* may be looked at once: nothing of it is kept here */
  gint64 ms;     /* of a video, or of a voice message, as the next two */
  char *wave;    /* base64url */
  gboolean played;
  ContentSticker *sticker; /* or NULL */
  ContentAlbum *album;     /* or NULL */
} ArchiveMedia;

/* So many of one poll: a record has an end. */
#define ARCHIVE_VOTES_MAX 256

/* In a poll; or what ends it. */
typedef struct {
  Id acc;
  Id id;
  gint64 cseq;
  gint64 time;
  gint64 choices;
  gboolean end;
} ArchiveVote;

/* Somebody of a broadcast list, and how far a message to it has got with them. */
typedef struct {
  Id acc;
  char *state;
  gint64 delivered;
  gint64 read;
} ArchivePerson;

typedef struct {
  Id acc;
  gint64 start;
  gint64 end;
} ArchiveMention;

typedef struct {
  Conv conv;
  Id author;
  Id id;
  gint64 ord;
  gboolean placed;
  char *what;
  char *state;
  gboolean own;
  gint64 time;
  char *text;
  char *raw;           /* base64url */
  ArchiveMedia *media; /* or NULL */
  Id re;               /* with the next, what it answers; or none */
  Id re_author;
  GPtrArray *mentions; /* of ArchiveMention, or NULL */
  gboolean fwd;
  gint64 expires;   /* seconds it lasts */
  gint64 gone;      /* when it goes, as far as known */
  GPtrArray *votes; /* of ArchiveVote, or NULL */
  gboolean broadcast;
  GPtrArray *people; /* of ArchivePerson: of a message to a broadcast list; or NULL */
} ArchiveMessage;

/* What was done to a message: as the content of that kind, and where it stands. An edit at place 0
 * is what the message said first. */
typedef struct {
  char *what; /* "edit", "react" or "pin" */
  Id author;  /* with id, the message */
  Id id;
  Id by;
  Id name; /* of the content */
  gint64 place;
  gint64 time;
  char *text;
  GPtrArray *mentions;
} ArchiveChange;

/* What one's devices have told each other: a `set`, and where it stands. */
typedef struct {
  char *what;
  Conv chat;
  Id author;
  Id id;
  gint64 n;
  char *text;
  gint64 place;
} ArchiveState;

/* How much there was. */
typedef struct {
  gint64 contacts;
  gint64 peers;
  gint64 groups;
  gint64 chats;
  gint64 messages;
} ArchiveEnd;

typedef struct {
  ArchiveKind kind;
  union {
    ArchiveHead head;
    ArchiveSecret secret;
    ArchiveSetting setting;
    ArchiveContact contact;
    ArchivePeer peer;
    ArchiveGroup group;
    ArchiveChat chat;
    ArchiveMessage message;
    ArchiveChange change;
    ArchiveState state;
    ArchiveEnd end;
  };
} ArchiveRecord;

void archive_record_free (ArchiveRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ArchiveRecord, archive_record_free)

/* Appends a line. FALSE, and out as it was, when no reader would take it. */
gboolean archive_write (const ArchiveRecord *record, GString *out);
/* The record in a line without its newline; of ARCHIVE_UNKNOWN it has nothing. NULL for what is
 * none. */
ArchiveRecord *archive_read (const char *line, gsize len);
/* How many of a kind there can be in one archive. */
gint64 archive_most (ArchiveKind kind);
/* After the end: how many newlines are to follow `size` bytes. */
guint64 archive_padding (guint64 size);
