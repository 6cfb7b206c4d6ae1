/* people-file: the pool reads the file, the core thread asks the server for some hundred numbers at
 * a time. Whoever is chosen of those it finds is put in, some hundred a transaction.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "people-file.h"

#include "contact-tell.h"
#include "country.h"
#include "pool.h"
#include "store-contact.h"
#include "vcard.h"
#include "work.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define READ_AT 100 /* of WORK_WHOLE: the file is read */
#define SLICE 200   /* people a transaction */

void
core_people_free (CorePeople *people)
{
  if (people == NULL)
    return;
  g_ptr_array_unref (people->here);
  g_free (people);
}

static gboolean
has_account (const Core *core, GError **error)
{
  if (core->account == NULL)
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_UNAUTHORIZED,
                         _ ("This device does not belong to an account."));
  return core->account != NULL;
}

/* -- Looking for them. -- */

typedef struct {
  Job job; /* first */
  GTask *task;
  GCancellable *stop; /* borrowed from the work */
  char *path;
  const Country *home; /* or NULL */
  GPtrArray *numbers;  /* E.164, each once, in the order of the file */
  GHashTable *names;   /* what the file calls who has it, by number */
  CorePeople *people;
  guint asked; /* numbers */
  guint batch; /* how many at a time */
} Looking;

static void
looking_free (Looking *looking)
{
  g_clear_object (&looking->task);
  g_clear_pointer (&looking->numbers, g_ptr_array_unref);
  g_clear_pointer (&looking->names, g_hash_table_unref);
  g_clear_pointer (&looking->people, core_people_free);
  g_free (looking->path);
  job_clear (&looking->job);
  g_free (looking);
}

/* -- On the pool. -- */

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  struct stat info;
  char *data;
  gsize len;

  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode)) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_CORRUPT, _ ("This is not a file."));
    return NULL;
  }
  if (g_stat (path, &info) == 0 && info.st_size > VCARD_BYTES_MAX) {
    g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_TOO_BIG,
                         _ ("This file is too big for one of contacts."));
    return NULL;
  }
  if (g_file_get_contents (path, &data, &len, &local))
    return g_bytes_new_take (data, len);
  g_set_error_literal (error, WHIN_ERROR, WHIN_ERROR_DISK, _ ("The file cannot be read."));
  return NULL;
}

static gboolean
take_number (Looking *looking, const char *written, const char *name)
{
  char *number = looking->home != NULL ? country_to_e164 (looking->home, written) : NULL;

  if (number == NULL)
    return FALSE;
  if (g_hash_table_contains (looking->names, number)) {
    g_free (number);
    return TRUE;
  }
  g_ptr_array_add (looking->numbers, number);
  g_hash_table_insert (looking->names, number, g_strdup (name));
  return TRUE;
}

static void
read_cb (Job *job)
{
  Looking *looking = (Looking *) job;
  g_autoptr (GBytes) bytes = read_file (looking->path, &job->error);
  g_autoptr (GPtrArray) cards = bytes != NULL ? vcard_parse (bytes, &job->error) : NULL;

  for (guint i = 0; cards != NULL && i < cards->len; i++) {
    const Vcard *card = cards->pdata[i];
    gboolean usable = FALSE;

    for (guint n = 0; n < card->phones->len; n++)
      usable |= take_number (looking, card->phones->pdata[n], card->name);
    looking->people->people += usable;
  }
}

/* -- On the core thread. -- */

static void
end (Core *core, Looking *looking, const GError *error)
{
  work_end (core, WORK_PEOPLE, error);
  if (error != NULL)
    g_task_return_error (looking->task, g_error_copy (error));
  else
    g_task_return_pointer (looking->task, g_steal_pointer (&looking->people),
                           (GDestroyNotify) core_people_free);
  looking_free (looking);
}

static void
take_found (Core *core, Looking *looking, const RestFoundOne *one)
{
  g_autoptr (ContactRow) known = store_contact_get (core->store, &one->acc);
  g_autofree char *name = NULL;
  Id self = core_self (core);
  ContactRow *row;

  /* What was not asked for, or was told before, says nothing. */
  if (!g_hash_table_steal_extended (looking->names, one->phone, NULL, (gpointer *) &name) ||
      id_equal (&one->acc, &self))
    return;
  row = contact_row_new ();
  row->acc = one->acc;
  row->phone = g_strdup (one->phone);
  row->name = g_steal_pointer (&name);
  row->profile_name = g_strdup (known != NULL ? known->profile_name : "");
  row->about = g_strdup ("");
  row->contact = known != NULL && known->contact;
  g_ptr_array_add (looking->people->here, row);
}

static void ask (Core *core, Looking *looking);

/* As many as the server still answers today. */
static void
ask_for_fewer (Core *core, Looking *looking)
{
  if (looking->batch > 1) {
    looking->batch /= 2;
    ask (core, looking);
    return;
  }
  looking->people->left = looking->numbers->len - looking->asked;
  end (core, looking, NULL);
}

static void
asked_cb (Core *core, gconstpointer reply, const GError *error, gpointer data)
{
  Looking *looking = data;
  const RestFound *found = reply;

  if (g_error_matches (error, WHIN_ERROR, WHIN_ERROR_RATE)) {
    ask_for_fewer (core, looking);
    return;
  }
  if (error != NULL) {
    end (core, looking, error);
    return;
  }
  for (guint i = 0; found->found != NULL && i < found->found->len; i++)
    take_found (core, looking, found->found->pdata[i]);
  looking->asked += MIN (looking->batch, looking->numbers->len - looking->asked);
  work_progress (core, WORK_PEOPLE, READ_AT, WORK_WHOLE, looking->asked, looking->numbers->len);
  ask (core, looking);
}

static void
ask (Core *core, Looking *looking)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) phones = g_ptr_array_new ();
  RestFind find = { phones };

  if (g_cancellable_set_error_if_cancelled (looking->stop, &error) ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (looking->task), &error)) {
    end (core, looking, error);
  } else if (looking->asked == looking->numbers->len) {
    end (core, looking, NULL);
  } else {
    for (guint i = looking->asked; i < looking->numbers->len && phones->len < looking->batch; i++)
      g_ptr_array_add (phones, looking->numbers->pdata[i]);
    core_rest_until (core, looking->stop, REST_FIND, NULL, &find, asked_cb, looking);
  }
}

static void
read_done_cb (Core *core, Job *job)
{
  Looking *looking = (Looking *) job;
  g_autoptr (GError) error = g_steal_pointer (&job->error);

  if (error != NULL) {
    end (core, looking, error);
    return;
  }
  work_progress (core, WORK_PEOPLE, READ_AT, READ_AT, 1, 1);
  ask (core, looking);
}

static void
look_cb (Core *core, GTask *task)
{
  GError *error = NULL;
  GCancellable *stop = NULL;
  Looking *looking;

  if (has_account (core, &error))
    stop = work_begin (core, WORK_PEOPLE, NULL, &error);
  if (stop == NULL) {
    g_task_return_error (task, error);
    return;
  }
  looking = g_new0 (Looking, 1);
  looking->task = g_object_ref (task);
  looking->stop = stop;
  looking->path = g_strdup (g_task_get_task_data (task));
  looking->home = country_of_e164 (core->account->phone);
  looking->numbers = g_ptr_array_new_with_free_func (g_free);
  looking->names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  looking->people = g_new0 (CorePeople, 1);
  looking->people->here = g_ptr_array_new_with_free_func ((GDestroyNotify) contact_row_unref);
  looking->batch = LIMIT_FIND_MAX;
  looking->job.cancellable = g_object_ref (stop);
  looking->job.run = read_cb;
  looking->job.done = read_done_cb;
  pool_run (core, &looking->job);
}

void
core_look_for_people_async (Core *core,
                            const char *path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  core_call (core, look_cb, g_strdup (path), g_free, cancellable, callback, user_data);
}

CorePeople *
core_look_for_people_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* -- Adding them. -- */

typedef struct {
  GPtrArray *rows; /* of ContactRow */
  guint stored;
  GTask *task;
} Adding;

static void
adding_free (gpointer data)
{
  Adding *adding = data;

  g_ptr_array_unref (adding->rows);
  g_clear_object (&adding->task);
  g_free (adding);
}

static void
store_some (Core *core, Adding *adding)
{
  guint end = MIN (adding->stored + SLICE, adding->rows->len);

  for (; adding->stored < end; adding->stored++) {
    const ContactRow *row = adding->rows->pdata[adding->stored];

    contacts_put (core, &row->acc, row->phone, row->name, TRUE);
  }
}

static gboolean
store_some_now (Core *core, Adding *adding, GError **error)
{
  if (!has_account (core, error))
    return FALSE;
  core_begin (core);
  store_some (core, adding);
  if (!core_commit (core, error))
    return FALSE;
  outbox_pump (core);
  return TRUE;
}

static void
add_some_cb (Core *core, gpointer data)
{
  Adding *adding = data;
  GError *error = NULL;

  if (!store_some_now (core, adding, &error)) {
    g_task_return_error (adding->task, error);
    adding_free (adding);
  } else if (adding->stored < adding->rows->len) {
    core_post (core, add_some_cb, adding, NULL);
  } else {
    g_task_return_boolean (adding->task, TRUE);
    adding_free (adding);
  }
}

static void
add_cb (Core *core, GTask *task)
{
  Adding *adding = g_new0 (Adding, 1);

  adding->rows = g_ptr_array_ref (g_task_get_task_data (task));
  adding->task = g_object_ref (task);
  add_some_cb (core, adding);
}

void
core_add_people_async (Core *core,
                       GPtrArray *rows,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  core_call (core, add_cb, g_ptr_array_ref (rows), (GDestroyNotify) g_ptr_array_unref, cancellable,
             callback, user_data);
}

gboolean
core_add_people_finish (Core *core, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
