/* view: what the evil server says of somebody's devices to Ada, and what Ada sends meanwhile.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scene.h"
#include "thief.h"

#define GHOST 7

typedef struct _View View;
typedef void (*Change) (View *view, RestAccountDevices *reply);

struct _View {
  Scene *scene;
  const Peer *of;
  Change change; /* NULL: it is honest */
  Device *thief;
  char *list;       /* for the change to use, or NULL */
  gint64 stand_in;  /* what is for the thief goes to this device: the server knows no ghosts */
  gboolean hold;    /* what Ada sends goes no further */
  gboolean no_keys; /* Ada gets no bundles */
  gboolean no_room; /* her files find nobody where they are to be put */
  gboolean reading; /* the thief's keys are handed out for its device, and what is for it is read */
  guint refused;    /* how often Ada got no bundles, or no room */
  guint asked;      /* answered with the change */
  guint sent;       /* by Ada, to anybody */
  guint typed;      /* frames of Ada's typing */
  guint ghosts;     /* by Ada, to the device of the thief */
  GString *read;    /* by the thief */
};

/* The thief is a device of that number of the account. */
View *view_new (Scene *scene, const Peer *of, gint64 dev);
void view_free (View *view);

/* The same with an account of its own and one device, which `list` is of; all that Ada asks for is
 * the thief's. */
View *view_new_impostor (Scene *scene, const Peer *of, gint64 dev);
/* The thief begins a session with Ada, who is returned. */
Party view_reach_ada (View *view);

/* Changes. */
void view_ghost_number (View *view, RestAccountDevices *reply);
/* `list`, and the device of the thief. */
void view_ghost_and_list (View *view, RestAccountDevices *reply);
/* `list`, and the devices that it names. */
void view_exactly (View *view, RestAccountDevices *reply);
/* Makes Ada ask, as somebody does who hears of a device for the first time. */
void view_make_ada_ask (View *view);
