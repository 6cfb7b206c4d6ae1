/* rows: the values that cross from the core thread to the UI thread, and what the local store
 * holds.
 *
 * Every row is immutable and atomically reference counted once it has left its maker. Strings are
 * never NULL unless the comment says so. Times are milliseconds since 1970. A row is a whole
 * snapshot: a change is a new row with the same key. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ids.h"
#include "media-file.h"

typedef enum {
  MESSAGE_TEXT,
  MESSAGE_PICTURE,
  MESSAGE_FILE,
  MESSAGE_UNKNOWN,    /* a kind this version does not know */
  MESSAGE_UNREADABLE, /* could not be opened; its sender is asked for it again */
  /* Notices: nobody wrote them. */
  MESSAGE_GAP,         /* messages were lost */
  MESSAGE_KEY_CHANGED, /* the other account has another key than before */
  MESSAGE_TWO_LISTS,   /* the server shows different devices of an account to different people */
  /* Changes of a group; `author` made it, `people` are whom it is about. */
  MESSAGE_GROUP_MADE,
  MESSAGE_GROUP_ADDED,
  MESSAGE_GROUP_REMOVED,
  MESSAGE_GROUP_LEFT,
  MESSAGE_GROUP_ADMIN,    /* they are admins now */
  MESSAGE_GROUP_NO_ADMIN, /* they are not any more */
  MESSAGE_GROUP_NAME,     /* `text` is the new name */
  MESSAGE_GROUP_PICTURE,
  MESSAGE_GROUP_TIMER, /* messages last `expires` seconds from now on; in chats with people too */
  MESSAGE_GROUP_ABOUT, /* `text` is the new description */
  MESSAGE_GROUP_RULES, /* who may do what */
  MESSAGE_GROUP_LINK,  /* its link was changed, made or taken away */
  MESSAGE_NUMBER,      /* the author has another number: `text` */
  MESSAGE_GROUP_DOUBT, /* the author's history of the group is another: nothing is sent */
  /* What people wrote again; the numbers are stored. Notices stay below. */
  MESSAGE_DELETED = 64, /* taken back for everybody: nothing is left of it */
  MESSAGE_POLL,         /* `text` is the question */
  MESSAGE_LOCATION,     /* `text` is what the place is called, or "" */
  MESSAGE_CARD,         /* `text` is the name */
  MESSAGE_VOICE,        /* `media` says how long it is */
} MessageKind;

#define MESSAGE_KIND_IS_NOTICE(kind) ((kind) >= MESSAGE_GAP && (kind) < MESSAGE_DELETED)
#define MESSAGE_KIND_IS_CHANGE(kind) ((kind) >= MESSAGE_GROUP_MADE && (kind) < MESSAGE_DELETED)

/* How far the key of an account can be trusted. */
typedef enum {
  TRUST_SEEN,     /* taken as it first came */
  TRUST_VERIFIED, /* the safety number was compared */
  TRUST_CHANGED,  /* changed since it was first seen; a notice says so */
  TRUST_STOPPED,  /* changed since it was compared, or two lists: nothing is sent until accepted */
} Trust;

/* What somebody gave, beside the safety number with them. */
typedef enum {
  COMPARED_MATCH,
  COMPARED_MISMATCH, /* somebody may be between the two */
  COMPARED_MIRROR,   /* one's own code: the other person's is wanted */
  COMPARED_UNKNOWN,  /* neither a code nor a number of this kind */
} Compared;

typedef enum {
  STATE_PENDING,   /* in the outbox: the clock */
  STATE_SENT,      /* durable on the server: one tick */
  STATE_DELIVERED, /* on another person's device: two ticks */
  STATE_READ,      /* two coloured ticks */
  STATE_FAILED,    /* given up or refused: Retry and Discard */
  STATE_RECEIVED,  /* not one's own */
} MessageState;

typedef enum {
  TRANSFER_NONE,    /* nothing to do: the file is here (it is set) or nobody asked for it yet */
  TRANSFER_WAITING, /* queued, or waiting for the network */
  TRANSFER_RUNNING,
  TRANSFER_FAILED,
} TransferState;

/* What a picture is that is shown without a bubble. */
typedef struct {
  char *emoji; /* what it says, or "" */
  Id pack;     /* where it is from, or none */
  char *name;  /* of the pack, or "" */
} Sticker;

/* How much of a picture is kept that is sent as one; stored. */
typedef enum {
  QUALITY_STANDARD, /* as large as a screen shows */
  QUALITY_HIGH,
  QUALITY_ORIGINAL, /* all that is seen of it */
} PictureQuality;

/* A file that is to be sent, and what is known of it. */
typedef struct {
  const char *path;
  gboolean as_file;       /* a picture or a video stays a file */
  PictureQuality quality; /* of a picture */
  int width;              /* of a video, upright, as the next ones; 0: it is shown as a file */
  int height;
  gint64 ms;     /* or 0 */
  GBytes *thumb; /* a JPEG of at most 32 px a side, or NULL */
} SendFile;

/* Pictures and videos that were sent together. */
typedef struct {
  Id id;    /* with who sent it; none: it stands by itself */
  guint n;  /* how many there were */
  guint at; /* which of them, from 0; the first has the caption */
} Album;

typedef struct {
  Id object; /* none until it is announced */
  char *mime;
  char *name;  /* may be "" */
  gint64 size; /* bytes */
  int width;   /* pixels after orientation; 0 when neither a picture nor a video */
  int height;
  gint64 ms;       /* of a voice message or a video: how long it is, 0 when that is not known */
  GBytes *bars;    /* how loud it is, a byte for each of equal times; NULL when that is not known */
  GBytes *thumb;   /* a tiny JPEG or PNG to blur; NULL when there is none */
  MediaFile *file; /* on this machine; NULL while it is not here */
  MediaFile *coming; /* while it is fetched: as much of it as is here; else NULL */
  TransferState transfer;
  gint64 done;      /* bytes, only moves while TRANSFER_RUNNING */
  Sticker *sticker; /* or NULL: a picture or a file */
  Album album;
} Media;

/* One that is kept on this device. */
typedef struct {
  Id id; /* of its picture: the same picture is the same sticker */
  Id pack;
  char *emoji; /* or "" */
  MediaFile *file;
  int width; /* pixels */
  int height;
  gint64 added;
  gint64 used; /* when last; 0: never */
} StickerRow;

/* The pack that is always there, for one's own; and the one that comes with the program. */
#define STICKER_PACK_OWN ((Id) { 0 })
#define STICKER_PACK_BUILT_IN                                                                      \
  ((Id) { { 'w', 'h', 'i', 'n', 'c', 'h', 'a', 't', ' ', 'b', 'i', 'r', 'd', 's', ' ', '1' } })

#define STICKER_PACKS_MAX 50 /* beside those two */

typedef struct {
  Id id;
  char *name;          /* "" for those two */
  GPtrArray *stickers; /* of StickerRow, newest first */
} StickerPackRow;

/* Somebody is called by name in a text. */
typedef struct {
  Id acc;
  guint start; /* bytes of the text */
  guint end;
} Mention;

typedef struct {
  char *emoji;
  guint count;  /* of people */
  gboolean own; /* one of them is oneself */
} Reaction;
void reaction_free (Reaction *reaction);

/* A picture or a voice message that may be looked at, or listened to, once. Its file is never in a
 * row: core_view_once_async. */
typedef enum {
  ONCE_NOT, /* as often as one likes */
  ONCE_WAITS,
  ONCE_OPENED, /* nothing is left of it; of one's own: they have looked at it */
} Once;

typedef struct {
  char *text;
  guint votes;
  gboolean own; /* one of them is one's own */
} PollOption;

typedef struct {
  GPtrArray *options; /* of PollOption */
  guint voters;
  gboolean multiple; /* several options may be chosen */
  gboolean ended;
} Poll;

/* A place on the earth, in millionths of a degree; north and east are positive. */
typedef struct {
  int lat;
  int lon;
} Spot;

/* Somebody one may write to. */
typedef struct {
  char *phone; /* E.164, or "" */
  Id acc;      /* or none */
} Card;

typedef struct {
  char *url;
  char *title;
  GBytes *thumb; /* a small JPEG or PNG, or NULL */
} LinkPreview;

typedef struct _MessageRow MessageRow;

struct _MessageRow {
  Conv conv;
  Id id; /* with author, the message's name everywhere */
  Id author;
  gint64 ord; /* sort key inside the conversation; changes once, when a pending message is given its
                 place */
  MessageKind kind;
  MessageState state;
  gboolean own;
  gint64 time;  /* when it was written, as far as known here; the server's clock once it is sent */
  char *text;   /* the text or the caption; "" when there is none */
  Media *media; /* NULL for plain text */
  GArray *people;  /* of Id; NULL but for changes of a group */
  int error;       /* WhinError of a failed message, else -1 */
  Id quote_author; /* with the next one, the message this answers; none: it answers none */
  Id quote_id;
  MessageRow *quoted;   /* that message as it is now, without its own quote; NULL: not here */
  GArray *mentions;     /* of Mention, in their order; NULL for none */
  GPtrArray *reactions; /* of Reaction, most first; NULL for none */
  gboolean edited;
  gboolean starred;
  gboolean pinned;
  gboolean forwarded;
  gboolean broadcast; /* it went to others too, to each by themselves */
  guint left_out;     /* of a message to a broadcast list: how many it could not be sent to */
  gint64 expires;     /* seconds it lasts after it was sent or read; 0 for ever */
  Once once;          /* of a picture or a voice message */
  gboolean played;    /* a voice message: by oneself; one's own: by all who got it */
  Poll *poll;         /* of MESSAGE_POLL, as the next two of their kinds */
  Spot *spot;
  Card *card;
  LinkPreview *preview; /* of a page that a text leads to, or NULL */
};

/* Who has reacted, and how. */
typedef struct {
  Id acc;
  char *emoji;
  gint64 time;
} Reactor;
void reactor_free (Reactor *reactor);

/* What a message said, and since when. */
typedef struct {
  char *text;
  gint64 time;
} MessageVersion;
void message_version_free (MessageVersion *version);

/* Who has voted in a poll, and for what. */
typedef struct {
  Id acc;
  guint choices; /* a bit for each option */
  gint64 time;
} Voter;

/* How far one's own message got with one person; 0: not yet, or not known when. */
typedef struct {
  Id acc;
  gint64 delivered;
  gint64 read;
  gboolean failed; /* of a broadcast list: it does not go to them */
  int error;       /* WhinError: why, or -1 when that is not known here */
} Receipt;

#define READERS_GROUP_MAX 32 /* in larger groups there would always be somebody new */

/* Who has read one's newest message to a group that anybody has read. */
typedef struct {
  Id message; /* the same in all */
  Id acc;
} Reader;

/* Whether files come by themselves in a chat. */
typedef enum {
  CHAT_AUTO_USUAL, /* as everywhere (auto-media.h) */
  CHAT_AUTO_ALL,
  CHAT_AUTO_NOTHING,
} ChatAuto;

typedef struct {
  Conv conv;
  char *name;        /* local name, else profile name, else the formatted number, else "" */
  MediaFile *avatar; /* a picture on this machine, or NULL */
  MessageRow *last;  /* the newest message, or NULL */
  gint64 sort_time;  /* order of the list: newest message or the time the chat was opened */
  guint unread;
  gint64 first_unread_ord; /* 0 when unread is 0 */
  char *draft;             /* "" when there is none */
  Id draft_author;         /* with the next, the message that the draft answers; or none */
  Id draft_reply;
  gboolean is_self; /* notes to oneself */
  gboolean blocked;
  Trust trust;   /* of the other person */
  gboolean gone; /* the chat was deleted here: take it out of the list */
  gint64 pinned; /* when; 0: it is not */
  gboolean archived;
  gint64 muted_until;     /* 0, or in the past: it is not; MUTED_ALWAYS */
  gboolean mentions_only; /* only what mentions this account is told */
  gboolean marked_unread; /* by a person */
  gboolean request;       /* somebody who is no contact waits for a person to accept it */
  Id request_by;          /* who that is */
  gboolean asked;         /* a group that one has asked to be let into, and nothing more so far */
  gint64 timer;           /* seconds that new messages last; 0 for ever */
  ChatAuto auto_media;
} ChatRow;

#define MUTED_ALWAYS ((G_GINT64_CONSTANT (1) << 53) - 1)

/* A list that a person has made: of chats, or of people to whom what is written in its own chat
 * goes (CONV_BROADCAST). */
typedef struct {
  Id id;
  gboolean broadcast;
  char *name;
  gint64 made;   /* order of the lists */
  GArray *chats; /* of Conv; of a broadcast list those with its people */
  gboolean gone; /* it was deleted */
} ListRow;

typedef struct {
  Id acc;
  char *phone;        /* E.164, or "" when not known */
  char *name;         /* one's own name for them, or "" */
  char *profile_name; /* what they call themselves, or "" */
  char *about;
  MediaFile *avatar; /* or NULL */
  gboolean contact;  /* in one's own contacts; otherwise somebody who wrote */
  gboolean blocked;
  Trust trust;
  gboolean gone;
} ContactRow;

typedef struct {
  Id acc;
  gboolean online;
  gint64 last_seen; /* 0 when hidden or not known */
} PresenceRow;

typedef enum {
  ACTIVITY_IDLE,
  ACTIVITY_TYPING,
  ACTIVITY_RECORDING,
} Activity;

typedef struct {
  Conv conv;
  Id acc;
  Activity activity; /* ACTIVITY_IDLE also comes by itself when the notice has run out */
} ActivityRow;

typedef enum {
  LINK_OFF,     /* no account yet, or logged out */
  LINK_WAITING, /* not connected; retry_at tells when it is tried again */
  LINK_CONNECTING,
  LINK_UPDATING, /* connected, catching up */
  LINK_LIVE,
} LinkState;

typedef struct {
  LinkState state;
  int error;       /* WhinError: why it is not live, or -1 */
  char *why;       /* for people, "" when there is no error */
  gint64 retry_at; /* g_get_monotonic_time () of the next try, 0 when none is planned */
} LinkRow;

/* As the server has it, too. */
typedef enum {
  AUDIENCE_EVERYONE,
  AUDIENCE_CONTACTS,
  AUDIENCE_NOBODY,
} Audience;

/* What contacts may be left out of, one by one. */
typedef enum {
  EXCEPT_SEEN, /* when one is online, and was last */
  EXCEPT_PHOTO,
  EXCEPT_GROUPS, /* bringing one in without asking */
  N_EXCEPTS,
} Except;

typedef struct {
  gboolean registered; /* FALSE: show the first run */
  gboolean revoked;    /* this device was removed: say so, keep the chats readable */
  gboolean copied;     /* … because this is a copy, and another one has been used since */
  gboolean pending;    /* this device waits for another one to confirm it */
  gboolean primary;    /* this device holds the key of the account, and can add others */
  gint64 successor;    /* the device that is becoming the main one; 0: none */
  gboolean reachable;  /* its keys are at the server, so that others can write to it */
  Id acc;
  gint64 dev;
  char *phone;
  char *server; /* base URL */
  char *name;
  char *about;
  MediaFile *avatar; /* or NULL */
  gboolean send_receipts;
  gboolean send_typing;
  Audience photo_for;        /* who gets the picture with the profile */
  Audience groups_from;      /* who may bring one into a group without asking */
  GArray *except[N_EXCEPTS]; /* of Id: contacts to whom that does not apply */
} AccountRow;

typedef enum {
  PAIRING_NONE,    /* none is under way, or it was given up */
  PAIRING_SHOWN,   /* the code is shown, or was typed, and the other device is awaited */
  PAIRING_COMPARE, /* both show the same pictures, if nobody is between them */
  PAIRING_JOINING, /* confirmed; the other device has still to answer */
  PAIRING_DONE,
  PAIRING_FAILED,
} PairingState;

#define PAIRING_PICTURES 7

/* How the linking of a device gets on; on both devices. */
typedef struct {
  PairingState state;
  gboolean joining;                  /* this is the device that is linked */
  guint8 pictures[PAIRING_PICTURES]; /* from PAIRING_COMPARE on: numbers for core_link_picture */
  char *device;                      /* what the other device calls itself, or "" */
  int error;                         /* WhinError with PAIRING_FAILED, else -1 */
} PairingRow;

typedef enum {
  WORK_BACKUP_FILE,
  WORK_BACKUP_SERVER,
  WORK_RESTORE,
  WORK_HISTORY_OUT, /* older messages go to a device that was linked */
  WORK_HISTORY_IN,  /* and come to it */
  WORK_PEOPLE,      /* those in a file are looked for */
} WorkKind;

#define WORK_KINDS (WORK_PEOPLE + 1)

typedef enum {
  WORK_RUNNING,
  WORK_WAITING, /* it failed, and is tried again by itself */
  WORK_DONE,
  WORK_FAILED,
} WorkState;

#define WORK_WHOLE 1000

/* How far something that takes its time is; the last row of one is WORK_DONE or WORK_FAILED. */
typedef struct {
  WorkKind kind;
  WorkState state;
  int done;  /* of WORK_WHOLE */
  int error; /* WhinError of WORK_WAITING and WORK_FAILED, else -1: it was cancelled */
  char *why; /* for people, "" when there is no error */
} WorkRow;

/* What there is of backups; only on the main device. */
typedef struct {
  gboolean recovery; /* a recovery key was made */
  gboolean daily;    /* backups go to the server */
  gint64 time;       /* of the newest one there; 0 when there is none */
  gint64 size;       /* its bytes */
} BackupRow;

typedef struct {
  Id acc;
  gboolean admin;
} GroupRowMember;

/* What only admins may do in a group. */
typedef enum {
  GROUP_ONLY_ADD = 1 << 0,   /* bring people in */
  GROUP_ONLY_EDIT = 1 << 1,  /* name, description and picture */
  GROUP_ONLY_WRITE = 1 << 2, /* messages */
  GROUP_ONLY_PIN = 1 << 3,
} GroupOnly;

/* What the link of a group does for who has it. */
typedef enum {
  GROUP_DOOR_CLOSED, /* there is no link */
  GROUP_DOOR_ASK,    /* an admin decides about each */
  GROUP_DOOR_OPEN,
} GroupDoor;

/* Somebody who wants to come in. */
typedef struct {
  Id acc;
  char *name; /* what they call themselves, may be "" */
} GroupRequest;
void group_request_free (gpointer request);

typedef struct {
  Conv conv;
  char *name;
  char *about;
  MediaFile *avatar; /* NULL while there is none here */
  guint only_admins; /* of GroupOnly */
  GroupDoor door;
  char *link;          /* for admins, when there is one; else NULL */
  GPtrArray *requests; /* of GroupRequest, for admins; else NULL */
  GArray *members;     /* of GroupRowMember, by account */
  gboolean inside;     /* one is a member oneself */
  gboolean admin;      /* and may change everything */
  gboolean doubt;      /* the members are shown different histories: nothing is sent */
} GroupRow;

typedef struct {
  Conv conv;
  Id author;
  Id id;
} MessageName;

#define ROW_DECLARE(Type, prefix)                                                                  \
  Type *prefix##_new (void);                                                                       \
  Type *prefix##_ref (const Type *row);                                                            \
  void prefix##_unref (Type *row);                                                                 \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Type, prefix##_unref)

/* *_new makes an empty row (all zero; strings NULL) for its one maker to fill before anybody else
 * sees it. Functions that take rows for reading take them const; *_ref gives back a non-const
 * pointer only to own it. */
ROW_DECLARE (Sticker, sticker)
ROW_DECLARE (Media, media)
ROW_DECLARE (StickerRow, sticker_row)
ROW_DECLARE (StickerPackRow, sticker_pack_row)
ROW_DECLARE (Poll, poll)
ROW_DECLARE (Spot, spot)
ROW_DECLARE (Card, card)
ROW_DECLARE (LinkPreview, link_preview)
ROW_DECLARE (MessageRow, message_row)
ROW_DECLARE (ChatRow, chat_row)
ROW_DECLARE (ListRow, list_row)
ROW_DECLARE (ContactRow, contact_row)
ROW_DECLARE (PresenceRow, presence_row)
ROW_DECLARE (ActivityRow, activity_row)
ROW_DECLARE (LinkRow, link_row)
ROW_DECLARE (AccountRow, account_row)
ROW_DECLARE (PairingRow, pairing_row)
ROW_DECLARE (GroupRow, group_row)
ROW_DECLARE (WorkRow, work_row)
ROW_DECLARE (BackupRow, backup_row)

/* While it is made; the option is the poll's. */
PollOption *poll_add_option (Poll *poll, const char *text);

/* Copies to change and send out again; the copy has the same contents and one reference. */
Media *media_copy (const Media *media);
/* A file that is shown as one: it has a size in pixels. */
gboolean message_is_video (const MessageRow *row);
MessageRow *message_row_copy (const MessageRow *row);
