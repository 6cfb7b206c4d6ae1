/* housekeeping: slow timers; each step is a small operation of the store that posts the next.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "housekeeping.h"

#include "blob-parts.h"
#include "hub.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define REVIEW_SECONDS 1
#define SWEEP_SECONDS 600
#define PENDING_SECONDS 60
#define UPLOADS_SECONDS (6 * 3600)
#define UPLOADS_DAYS 7 /* long after whoever began one has given up */
#define SLICE 200

struct Housekeeping {
  Server *server;
  guint review;
  guint sweep;
  guint pending;
  guint uploads;
};

typedef struct {
  Server *server;
  StoreMediaDue due;
} Collection;

typedef struct {
  Server *server;
  StoreMediaForget forget;
  char *upload; /* or NULL */
} Forgetting;

typedef struct {
  Server *server;
  StoreReview review;
} Review;

typedef struct {
  Server *server;
  StoreExpire expire;
  StorePurge purge;
} Expiry;

typedef struct {
  Server *server;
  StorePendingExpire expire;
} Confirmation;

static void
forgetting_free (Forgetting *forgetting)
{
  g_free (forgetting->upload);
  g_free (forgetting);
}

static void
forget_done (gpointer data, const GError *error)
{
  forgetting_free (data);
}

static void
not_deleted (Forgetting *forgetting, const GError *error)
{
  log_event (LOG_WARNING, "media-not-deleted", "why=\"%s\"", error->message);
  forgetting_free (forgetting);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Forgetting *forgetting = data;
  g_autoptr (GError) error = NULL;

  if (blob_store_delete_finish (forgetting->server->blobs, result, &error))
    store_media_forget (forgetting->server->store, &forgetting->forget, forget_done, forgetting);
  else
    not_deleted (forgetting, error);
}

static void
delete_object (Forgetting *forgetting)
{
  blob_store_delete (forgetting->server->blobs, &forgetting->forget.id, NULL, deleted_cb,
                     forgetting);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Forgetting *forgetting = data;
  g_autoptr (GError) error = NULL;

  if (blob_store_abort_finish (forgetting->server->blobs, result, &error))
    delete_object (forgetting);
  else
    not_deleted (forgetting, error);
}

/* Its upload first: what comes in parts could still become an object. */
static void
forget (Server *server, StoreDueObject *object, gint64 now)
{
  Forgetting *forgetting = g_new0 (Forgetting, 1);

  forgetting->server = server;
  forgetting->forget = (StoreMediaForget) { .id = object->id, .now = now };
  forgetting->upload = g_steal_pointer (&object->upload);
  if (forgetting->upload == NULL)
    delete_object (forgetting);
  else
    blob_store_abort (server->blobs, &object->id, forgetting->upload, NULL, ended_cb, forgetting);
}

static void
due_done (gpointer data, const GError *error)
{
  Collection *collection = data;
  GPtrArray *objects = collection->due.objects;

  for (guint i = 0; error == NULL && i < objects->len; i++)
    forget (collection->server, objects->pdata[i], collection->due.now);
  g_clear_pointer (&collection->due.objects, g_ptr_array_unref);
  g_free (collection);
}

void
collect_media (Server *server)
{
  Collection *collection = g_new0 (Collection, 1);

  collection->server = server;
  collection->due.now = server_now ();
  collection->due.max = SLICE;
  store_media_due (server->store, &collection->due, due_done, collection);
}

static void
swept_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Server *server = data;
  g_autoptr (GError) error = NULL;
  guint swept = 0;

  if (!blob_store_sweep_finish (server->blobs, result, &swept, &error))
    log_event (LOG_WARNING, "uploads-not-swept", "why=\"%s\"", error->message);
  else if (swept > 0)
    log_event (LOG_INFO, "uploads-swept", "uploads=%u", swept);
}

static gboolean
uploads_cb (gpointer data)
{
  Housekeeping *housekeeping = data;
  Server *server = housekeeping->server;

  blob_store_sweep (server->blobs, (server_now () - UPLOADS_DAYS * DAY_MS) / 1000, NULL, swept_cb,
                    server);
  return G_SOURCE_CONTINUE;
}

static void
apply_review (Server *server, const StoreReviewed *device)
{
  Session *session = hub_find (server->hub, device->key);

  if (session == NULL)
    return;
  if (device->state == STORE_STATE_ACTIVE)
    session_grew (session, session->top + 1); /* there may be something: look */
  else
    hub_close_device (server->hub, device->key,
                      device->state == STORE_STATE_REVOKED ? CLOSE_REVOKED : CLOSE_SUSPENDED);
}

static void
review_done (gpointer data, const GError *error)
{
  Review *review = data;
  GArray *devices = review->review.devices;

  for (guint i = 0; error == NULL && i < devices->len; i++)
    apply_review (review->server, &g_array_index (devices, StoreReviewed, i));
  g_array_unref (devices);
  g_free (review);
}

static void
changed_done (gpointer data, const GError *error)
{
  Review *review = data;
  g_autoptr (GPtrArray) all = NULL;

  if (error != NULL || !review->review.changed) {
    g_free (review);
    return;
  }
  all = hub_all (review->server->hub);
  review->review.devices = g_array_new (FALSE, TRUE, sizeof (StoreReviewed));
  for (guint i = 0; i < all->len; i++) {
    StoreReviewed device = { .key = ((Session *) all->pdata[i])->key };

    g_array_append_val (review->review.devices, device);
  }
  store_review (review->server->store, &review->review, review_done, review);
}

static gboolean
review_cb (gpointer data)
{
  Housekeeping *housekeeping = data;
  Review *review = g_new0 (Review, 1);

  review->server = housekeeping->server;
  store_review (review->server->store, &review->review, changed_done, review);
  return G_SOURCE_CONTINUE;
}

static void
purge_done (gpointer data, const GError *error)
{
  Expiry *expiry = data;

  if (error == NULL && expiry->purge.purged == SLICE) {
    store_purge (expiry->server->store, &expiry->purge, purge_done, expiry);
    return;
  }
  g_free (expiry);
}

/* A device that has more to expire is visited again before the next: a message id is forgotten only
 * when no mailbox names it any more. */
static void
expire_done (gpointer data, const GError *error)
{
  Expiry *expiry = data;
  gboolean again = expiry->expire.expired > 0;

  if (error != NULL) {
    log_event (LOG_WARNING, "not-expired", "why=\"%s\"", error->message);
    g_free (expiry);
    return;
  }
  if (again)
    log_event (LOG_INFO, "expired", "items=%d", (int) expiry->expire.expired);
  if (!again && expiry->expire.last_key == 0) {
    store_purge (expiry->server->store, &expiry->purge, purge_done, expiry);
    return;
  }
  if (!again)
    expiry->expire.after_key = expiry->expire.last_key;
  expiry->expire.expired = 0;
  store_expire (expiry->server->store, &expiry->expire, expire_done, expiry);
}

static gboolean
sweep_cb (gpointer data)
{
  Housekeeping *housekeeping = data;
  Server *server = housekeeping->server;
  Expiry *expiry = g_new0 (Expiry, 1);
  gint64 now = server_now ();

  limits_sweep (server->limits);
  collect_media (server);
  expiry->server = server;
  expiry->expire.before = now - server->config->retention_days * DAY_MS;
  expiry->expire.max_devices = SLICE;
  expiry->expire.max_items = SLICE;
  expiry->purge.now = now;
  expiry->purge.sent_before = expiry->expire.before - DAY_MS;
  expiry->purge.max = SLICE;
  store_expire (server->store, &expiry->expire, expire_done, expiry);
  return G_SOURCE_CONTINUE;
}

static void
pending_done (gpointer data, const GError *error)
{
  Confirmation *confirmation = data;

  if (error == NULL)
    hub_close_revoked (confirmation->server->hub, confirmation->expire.revoked);
  store_pending_expire_clear (&confirmation->expire);
  g_free (confirmation);
}

static gboolean
pending_cb (gpointer data)
{
  Housekeeping *housekeeping = data;
  Confirmation *confirmation = g_new0 (Confirmation, 1);

  confirmation->server = housekeeping->server;
  confirmation->expire.before = server_now () - LIMIT_PENDING_SECONDS * 1000;
  confirmation->expire.max = SLICE;
  store_pending_expire (housekeeping->server->store, &confirmation->expire, pending_done,
                        confirmation);
  return G_SOURCE_CONTINUE;
}

Housekeeping *
housekeeping_new (Server *server)
{
  Housekeeping *housekeeping = g_new0 (Housekeeping, 1);

  housekeeping->server = server;
  housekeeping->review = g_timeout_add_seconds (REVIEW_SECONDS, review_cb, housekeeping);
  sweep_cb (housekeeping); /* it may have been away for long */
  housekeeping->sweep = g_timeout_add_seconds (SWEEP_SECONDS, sweep_cb, housekeeping);
  pending_cb (housekeeping);
  housekeeping->pending = g_timeout_add_seconds (PENDING_SECONDS, pending_cb, housekeeping);
  uploads_cb (housekeeping);
  housekeeping->uploads = g_timeout_add_seconds (UPLOADS_SECONDS, uploads_cb, housekeeping);
  return housekeeping;
}

void
housekeeping_free (Housekeeping *housekeeping)
{
  if (housekeeping == NULL)
    return;
  g_clear_handle_id (&housekeeping->review, g_source_remove);
  g_clear_handle_id (&housekeeping->sweep, g_source_remove);
  g_clear_handle_id (&housekeeping->pending, g_source_remove);
  g_clear_handle_id (&housekeeping->uploads, g_source_remove);
  g_free (housekeeping);
}
