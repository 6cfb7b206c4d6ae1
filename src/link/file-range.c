/* file-range: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "file-range.h"

#include "error.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _WhinFileRange {
  GInputStream parent_instance;
  int fd;
  gint64 size;
  gint64 at;
  gint64 end;
};

G_DEFINE_FINAL_TYPE (WhinFileRange, whin_file_range, G_TYPE_INPUT_STREAM)

static void
set_unreadable (GError **error)
{
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The file could not be read."));
}

static gssize
whin_file_range_read (GInputStream *stream,
                      void *buffer,
                      gsize count,
                      GCancellable *cancellable,
                      GError **error)
{
  WhinFileRange *self = WHIN_FILE_RANGE (stream);
  gsize wanted = (gsize) MIN ((gint64) MIN (count, G_MAXSSIZE), self->end - self->at);
  gssize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (wanted == 0)
    return 0;
  n = TEMP_FAILURE_RETRY (pread (self->fd, buffer, wanted, self->at));
  if (n <= 0) {
    set_unreadable (error);
    return -1;
  }
  self->at += n;
  return n;
}

static gboolean
whin_file_range_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_clear_fd (&WHIN_FILE_RANGE (stream)->fd, NULL);
  return TRUE;
}

static void
whin_file_range_finalize (GObject *object)
{
  g_clear_fd (&WHIN_FILE_RANGE (object)->fd, NULL);
  G_OBJECT_CLASS (whin_file_range_parent_class)->finalize (object);
}

static void
whin_file_range_class_init (WhinFileRangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = whin_file_range_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = whin_file_range_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = whin_file_range_close;
}

static void
whin_file_range_init (WhinFileRange *self)
{
  self->fd = -1;
}

GInputStream *
whin_file_range_new (const char *path, gint64 offset, gint64 size, GError **error)
{
  g_autoptr (WhinFileRange) self = g_object_new (WHIN_TYPE_FILE_RANGE, NULL);
  GStatBuf info;

  self->fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (self->fd < 0 || fstat (self->fd, &info) != 0 || !S_ISREG (info.st_mode) ||
      info.st_size < offset || (size >= 0 && info.st_size - offset < size)) {
    set_unreadable (error);
    return NULL;
  }
  self->size = size >= 0 ? size : info.st_size - offset;
  self->at = offset;
  self->end = offset + self->size;
  return G_INPUT_STREAM (g_steal_pointer (&self));
}

gint64
whin_file_range_get_size (WhinFileRange *self)
{
  return self->size;
}
