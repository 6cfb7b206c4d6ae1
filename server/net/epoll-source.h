/* epoll-source: any number of descriptors behind ONE GSource, because GLib polls in O(n).
 * Owned and used by the thread of its context only.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/epoll.h>

typedef struct EpollSource EpollSource;
typedef struct EpollWatch EpollWatch;

/* Embedded in whoever waits. EVENTS are EPOLL* bits; 0 means that it was poked. */
struct EpollWatch {
  void (*ready) (EpollWatch *watch, guint32 events);
  EpollWatch *next_poked;
  int fd;
  guint32 wanted;
  guint is_poked : 1;
};

EpollSource *epoll_source_new (GMainContext *context, GError **error);
void epoll_source_free (EpollSource *source);

/* Level-triggered. FD stays the caller's and must be removed before it is closed. */
gboolean
epoll_source_add (EpollSource *source, EpollWatch *watch, int fd, guint32 events, GError **error);
void epoll_source_want (EpollSource *source, EpollWatch *watch, guint32 events);

/* WATCH hears nothing more, not even what has already been fetched, and may be freed. */
void epoll_source_remove (EpollSource *source, EpollWatch *watch);

/* Calls ready (watch, 0) once, soon, from the loop and never from inside this call. */
void epoll_source_poke (EpollSource *source, EpollWatch *watch);
