/* scene: people whose server is evil.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "inside.h"
#include "relay.h"

#define ADA_PHONE "+4915112340001"
#define BEN_PHONE "+4915112340002"
#define EVE_PHONE "+4915112340003"

typedef struct {
  TestServer *server;
  Relay *relay;
  Peer *ada, *ben;
  Conv to_ada, to_ben;
  GPtrArray *people; /* of Peer: all of them */
} Scene;

/* Ada and Ben are there and have not talked. Fixtures for g_test_add. */
void scene_set_up (Scene *scene, gconstpointer data);
void scene_tear_down (Scene *scene, gconstpointer data);
/* The same, and they have talked both ways. */
void scene_set_up_met (Scene *scene, gconstpointer data);

#define SCENE_TEST(path, set_up, func) g_test_add (path, Scene, NULL, set_up, func, scene_tear_down)

/* They leave with the scene. */
Peer *scene_person (Scene *scene, const char *phone, const char *name);
Peer *scene_device (Scene *scene, Peer *of);
void scene_remove (Scene *scene, Peer *peer);
/* Returns when nothing is on its way. */
void scene_settle (Scene *scene);
ProtoDevice device_of (const Peer *peer);
/* ada or ben, by the device. */
gboolean is_device (const ProtoDevice *who, const Peer *peer);
/* Waits until it is there. */
void say (Peer *from, Peer *to, const char *text);
/* Of one's own message; STATE_RECEIVED when there is none. */
MessageState state_of (Peer *peer, const char *text);
/* How many of them there are in the chat with another. */
guint count_text (Peer *peer, const Peer *other, const char *text);
/* How many messages of a kind a peer shows in the chat with another. */
guint count_kind (Peer *peer, const Peer *other, MessageKind kind);
