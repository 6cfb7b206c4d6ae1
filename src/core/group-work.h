/* group-work: what is under way for each group - changes on their way from the server, and to it.
 * Nothing of it is stored. Core thread.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "groups.h"

/* A change that somebody here wants to make. */
typedef struct {
  GroupOpKind kind;
  GArray *accs; /* of Id */
  GroupRole role;
  char *name; /* NULL keeps what is there, as do about and avatar */
  char *about;
  GBytes *avatar; /* where the picture is */
  guint32 timer;  /* seconds that messages last */
  guint8 rules;
  GroupLinkMode link_mode;
  guint8 link[GROUP_LINK_BYTES];
  gboolean renew; /* the link is another one */
  GTask *task;    /* NULL: nobody waits for it */
  guint tries;
} GroupIntent;
void group_intent_free (gpointer intent);

typedef struct {
  Id grp;
  /* From the server. */
  gboolean asking;
  GPtrArray *changes; /* of RestChange: not all looked at; or NULL */
  guint at;
  gboolean more;    /* there are others after these */
  gboolean parked;  /* the next one cannot be proven */
  gint64 asked_for; /* the change that is wanted */
  gint64 done_for;  /* up to this one it was asked, whatever came */
  Id checked;       /* the message that was the last reason to ask */
  guint tries;
  gint64 until; /* monotonic; not asked before */
  /* To the server. */
  GQueue intents; /* of GroupIntent; the first is under way */
  gboolean putting;
  gint64 put_n; /* the place it is for */
  guint put_tries;
  gint64 put_until;
  gboolean link_told; /* the server has its link */
  gboolean link_full; /* … which leads to nobody, since so many ask */
  gint64 secret_at;   /* monotonic: another secret is made then; 0 for no need */
  gboolean mending;
  gboolean gone; /* the server did not know it when it was asked last */
  guint lost;    /* times that the server did not know it, on this connection */
  gboolean told; /* somebody was asked for the state on this connection */
  /* Of a large group. */
  gboolean asking_devices;
  gint64 devices_until; /* monotonic; not asked before */
  GArray *awaited;      /* of Id: without their sessions nothing leaves; or NULL */
  GArray *lacking;      /* of Party: they get the sender key, as long as none is lost; or NULL */
  guint given;          /* to so many of them */
  gint64 reach;         /* all of that holds at this store_group_reach, in that state */
  guint32 reach_n;
} GroupWork;
void group_work_free (gpointer work);

struct _Groups {
  GHashTable *known; /* Id -> Group */
  GHashTable *works; /* Id -> GroupWork */
  GPtrArray *joins;  /* of what is asked by links */
};

/* Makes it when there is none. */
GroupWork *group_work (Core *core, const Id *grp);

/* -- group-fetch.c -- */

/* Asks the server for the changes after those that are known, if that is not under way. */
void group_fetch (Core *core, const Id *grp);
/* Whether changes are on their way, so that what comes after them should wait. */
gboolean group_is_busy (Core *core, const Id *grp);
/* The server says that one is not in it. TRUE: it may have lost the group, and gets it back. */
gboolean group_may_be_lost (Core *core, const Id *grp);
/* An item of the mailbox; and a message that speaks of a later state. */
gboolean group_item_must_wait (Core *core, const ProtoGroup *item);
gboolean group_message_must_wait (Core *core, const Id *grp, const Id *message);
/* In a transaction. */
void group_on_item (Core *core, const ProtoGroup *item);
/* What opens the next changes is here. */
void group_fetch_again (Core *core, const Id *grp);
/* Lists of devices, or a new connection, are here. */
void groups_resume (Core *core);
void groups_on_welcome (Core *core);

/* -- group-apply.c -- */

typedef enum {
  GROUP_CHANGE_DONE,    /* applied, or passed over as none */
  GROUP_CHANGE_WAITS,   /* for the devices of whoever made it */
  GROUP_CHANGE_UNKNOWN, /* its maker's device is not known any more */
  GROUP_CHANGE_LOCKED,  /* the secret that opens it is not here */
  GROUP_CHANGE_WRONG,   /* not the next one */
} GroupChangeResult;

/* In a transaction. */
GroupChangeResult group_apply_change (Core *core, Group *group, const RestChange *change);

/* -- group-devices.c -- */

/* Whether the server knows its devices as a set, and messages name none of them. */
gboolean group_has_set (const Group *group);
/* For tests, before anything runs: groups with more members have one. */
void group_set_min (guint members);
/* Asks the server for the set. */
void group_ask_devices (Core *core, const Id *grp);
/* In a transaction: it is another one. */
void group_forget_devices (Core *core, const Id *grp);

/* -- group-make.c -- */

/* Goes on with what is to be changed. */
void group_make_pump (Core *core, GroupWork *work);
/* Somebody left, and could still read the changes: an admin's device makes another secret. */
void group_make_secret_soon (Core *core, const Group *group);
/* Of one's own change, as its server shall keep it; NULL when nothing has to be changed (and no
 * error) or it may not. next is the state after it. */
GBytes *group_sign (Core *core,
                    const Group *group,
                    const GroupIntent *intent,
                    GroupState **next,
                    GError **error);
