/* test-ephemeral: typing notices that nobody gave, or gave long ago.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <string.h>

typedef struct {
  Scene *scene;
  ProtoEph *heard; /* by Ben from Ada */
  gboolean hold;
} Ear;

static gboolean
frame_cb (Relay *relay, RelayFrame *frame, gpointer data)
{
  Ear *ear = data;

  if (frame->way != RELAY_DOWN || frame->op != PROTO_EPH ||
      !is_device (&frame->who, ear->scene->ben))
    return TRUE;
  if (ear->heard != NULL)
    proto_free (PROTO_EPH, ear->heard);
  ear->heard = relay_copy (PROTO_EPH, frame->body);
  return !ear->hold;
}
