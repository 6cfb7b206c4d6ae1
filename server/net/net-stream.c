/* net-stream: passes everything through but the close.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-stream.h"

struct _NetStream {
  GIOStream parent_instance;
  GIOStream *inner;
  GSocket *socket;
  gboolean let_go;
};

G_DEFINE_FINAL_TYPE (NetStream, net_stream, G_TYPE_IO_STREAM)

static GInputStream *
get_input_stream (GIOStream *stream)
{
  return g_io_stream_get_input_stream (NET_STREAM (stream)->inner);
}

static GOutputStream *
get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (NET_STREAM (stream)->inner);
}

static gboolean
close_fn (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  NetStream *self = NET_STREAM (stream);

  if (!self->let_go)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  g_io_stream_close (self->inner, NULL, NULL);
  g_socket_close (self->socket, NULL);
  return TRUE;
}

static void
net_stream_finalize (GObject *object)
{
  NetStream *self = NET_STREAM (object);

  G_OBJECT_CLASS (net_stream_parent_class)->finalize (object);
  g_object_unref (self->inner);
  g_object_unref (self->socket);
}

static void
net_stream_class_init (NetStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = net_stream_finalize;
  stream_class->get_input_stream = get_input_stream;
  stream_class->get_output_stream = get_output_stream;
  stream_class->close_fn = close_fn;
}

static void
net_stream_init (NetStream *self)
{
}

GIOStream *
net_stream_new (GIOStream *inner, GSocket *socket)
{
  NetStream *self = g_object_new (NET_TYPE_STREAM, NULL);

  self->inner = g_object_ref (inner);
  self->socket = g_object_ref (socket);
  return G_IO_STREAM (self);
}

void
net_stream_let_go (NetStream *self)
{
  self->let_go = TRUE;
}
