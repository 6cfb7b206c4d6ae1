/* change-commands: what a person does to messages.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "change.h"
#include "core-message.h"

#include "broadcast.h"
#include "emoji.h"
#include "mentions.h"
#include "own-state.h"
#include "row-content.h"
#include "store-message.h"
#include "store-outbox.h"

/* One's own, before it is queued; NULL when it is not to be done. */
static StoreChange *
change_new (Core *core, ChangeKind kind, const MessageRow *row, const char *text)
{
  StoreChange *change = g_new0 (StoreChange, 1);

  change->kind = kind;
  change->conv = row->conv;
  change->author = row->author;
  change->message = row->id;
  change->acc = core_self (core);
  change->id = id_random ();
  change->time = core_now (core) + core->skew;
  change->text = g_strdup (text);
  change->allowed = change_allowed (core, change);
  return change;
}

static MessageRow *
row_of (Core *core, const MessageName *name)
{
  return core->account != NULL ? store_message_get (core->store, &name->author, &name->id) : NULL;
}

/* In a transaction. */
static void
make (Core *core, StoreChange *change, const MessageRow *row)
{
  if (!change_may (change, row))
    return;
  change_make (core, change);
  broadcast_on_change (core, change);
}

static void
commit (Core *core)
{
  if (core_commit (core, NULL))
    outbox_pump (core);
}

/* -- Editing. -- */

typedef struct {
  MessageName name;
  char *text;
  GArray *mentions;
  LinkPreview *preview; /* or NULL */
} Edit;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_free (edit->text);
  g_clear_pointer (&edit->mentions, g_array_unref);
  g_clear_pointer (&edit->preview, link_preview_unref);
  g_free (edit);
}

static void
set_text (Content *content, StoreChange *change)
{
  char **text = content->kind == CONTENT_TEXT ? &content->text.text : &content->media.text;
  GPtrArray **mentions =
      content->kind == CONTENT_TEXT ? &content->text.mentions : &content->media.mentions;

  g_set_str (text, change->text[0] != '\0' ? change->text : NULL);
  content_mentions_clear (mentions);
  *mentions = content_mentions (change->mentions);
  if (content->kind != CONTENT_TEXT || change->preview == NULL)
    return;
  row_content_preview_free (content->text.preview);
  content->text.preview = row_content_of_preview (change->preview);
}

static void
put_preview (Core *core, const StoreChange *change)
{
  g_autoptr (GBytes) raw = row_content_raw_of_preview (change->text, change->preview);

  if (raw != NULL)
    store_message_set_raw (core->store, &change->author, &change->message, raw);
}

/* Nobody has seen it: it says something else before it leaves. FALSE when it is too late. */
static gboolean
rewrite (Core *core, const MessageRow *row, StoreChange *change)
{
  g_autoptr (StoreOutbox) entry = NULL;
  g_autoptr (Content) content = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (row->state != STATE_PENDING && row->state != STATE_FAILED)
    return FALSE;
  entry = store_outbox_get (core->store, &row->id);
  /* A file that is not at the server yet: its message is made when it is. */
  if (entry == NULL && row->media == NULL)
    return FALSE;
  if (entry != NULL) {
    content = content_decode (entry->content, NULL);
    if (content == NULL || (content->kind != CONTENT_TEXT && content->kind != CONTENT_MEDIA))
      return FALSE;
    set_text (content, change);
    bytes = content_encode (content, NULL);
    if (bytes == NULL || !store_outbox_put_content (core->store, &row->id, bytes))
      return FALSE;
  }
  store_message_set_text (core->store, &row->author, &row->id, change->text, change->mentions);
  if (row->kind == MESSAGE_TEXT && change->preview != NULL)
    put_preview (core, change);
  core_note_message (core, &row->author, &row->id);
  core_note_chat (core, &row->conv);
  return TRUE;
}

void
change_text (Core *core,
             const MessageName *name,
             const char *text,
             GArray *mentions,
             const LinkPreview *preview)
{
  g_autoptr (MessageRow) row = row_of (core, name);
  g_autoptr (StoreChange) change = NULL;

  if (row == NULL)
    return;
  change = change_new (core, CHANGE_EDIT, row, text);
  change->mentions = mentions != NULL ? g_array_ref (mentions) : NULL;
  change->preview = preview != NULL ? link_preview_ref (preview) : NULL;
  if (!change_may (change, row))
    return;
  core_begin (core);
  if (!rewrite (core, row, change))
    change_make (core, change);
  broadcast_on_change (core, change);
  commit (core);
}

static void
edit_cb (Core *core, gpointer data)
{
  const Edit *edit = data;

  change_text (core, &edit->name, edit->text, edit->mentions, edit->preview);
}

void
core_edit_message (Core *core,
                   const MessageName *name,
                   const char *text,
                   const Mention *mentions,
                   guint n_mentions)
{
  core_edit_message_preview (core, name, text, mentions, n_mentions, NULL);
}

void
core_edit_message_preview (Core *core,
                           const MessageName *name,
                           const char *text,
                           const Mention *mentions,
                           guint n_mentions,
                           const LinkPreview *preview)
{
  Edit *edit = g_new0 (Edit, 1);

  edit->name = *name;
  edit->text = g_utf8_make_valid (text, -1);
  edit->mentions = mentions_take (edit->text, mentions, n_mentions);
  edit->preview = preview != NULL ? link_preview_ref (preview) : NULL;
  core_post (core, edit_cb, edit, edit_free);
}

/* -- Taking back. -- */

typedef struct {
  MessageName *names;
  guint n;
} Names;

static void
names_free (gpointer data)
{
  Names *names = data;

  g_free (names->names);
  g_free (names);
}

/* Nobody has it, and nobody can get it any more. */
static gboolean
has_not_left (Core *core, const MessageRow *row)
{
  g_autoptr (StoreOutbox) entry = NULL;

  if (!row->own || (row->state != STATE_PENDING && row->state != STATE_FAILED))
    return FALSE;
  entry = store_outbox_get (core->store, &row->id);
  /* Of a broadcast list, what is queued may have gone to some already. */
  return entry == NULL ||
         (row->conv.kind != CONV_BROADCAST && !entry->addressed && entry->sequence == 0);
}

void
change_take_back (Core *core, const MessageName *name)
{
  g_autoptr (MessageRow) row = row_of (core, name);
  g_autoptr (StoreChange) change = NULL;

  if (row == NULL)
    return;
  if (row->kind != MESSAGE_DELETED && has_not_left (core, row)) {
    send_remove (core, name, FALSE);
    return;
  }
  change = change_new (core, CHANGE_DELETE, row, "");
  core_begin (core);
  make (core, change, row);
  commit (core);
}

static void
delete_cb (Core *core, gpointer data)
{
  const Names *names = data;

  for (guint i = 0; i < names->n; i++)
    change_take_back (core, &names->names[i]);
}

void
core_delete_for_all (Core *core, const MessageName *names, guint n)
{
  Names *copy = g_new0 (Names, 1);

  copy->names = g_memdup2 (names, n * sizeof *names);
  copy->n = n;
  core_post (core, delete_cb, copy, names_free);
}

/* -- Reacting, pinning, stars. -- */

typedef struct {
  MessageName name;
  char *text;
} Word;

static void
word_free (gpointer data)
{
  Word *word = data;

  g_free (word->text);
  g_free (word);
}

static void
post (Core *core, CoreFunc func, const MessageName *name, const char *text)
{
  Word *word = g_new0 (Word, 1);

  word->name = *name;
  word->text = g_strdup (text);
  core_post (core, func, word, word_free);
}

static void
react_cb (Core *core, gpointer data)
{
  const Word *word = data;
  g_autoptr (MessageRow) row = row_of (core, &word->name);
  g_autoptr (StoreChange) change = NULL;

  if (row == NULL || (word->text[0] != '\0' && !emoji_is_one (word->text)))
    return;
  change = change_new (core, CHANGE_REACT, row, word->text);
  core_begin (core);
  make (core, change, row);
  commit (core);
}

void
core_react (Core *core, const MessageName *name, const char *emoji)
{
  post (core, react_cb, name, emoji != NULL ? emoji : "");
}

static void
pin (Core *core, const MessageRow *row, gboolean pinned)
{
  g_autoptr (StoreChange) change = change_new (core, CHANGE_PIN, row, pinned ? "1" : "");

  make (core, change, row);
}

/* Or it would come back when one of the others is unpinned. */
static void
unpin_oldest (Core *core, const Conv *conv)
{
  g_autoptr (GPtrArray) rows = store_pinned (core->store, conv, 2 * LIMIT_PINNED_MAX);

  for (guint i = LIMIT_PINNED_MAX; i < rows->len; i++)
    pin (core, rows->pdata[i], FALSE);
}

static void
pin_cb (Core *core, gpointer data)
{
  const Word *word = data;
  g_autoptr (MessageRow) row = row_of (core, &word->name);

  if (row == NULL || row->pinned == (word->text[0] != '\0'))
    return;
  core_begin (core);
  pin (core, row, word->text[0] != '\0');
  unpin_oldest (core, &row->conv);
  commit (core);
}

void
core_pin (Core *core, const MessageName *name, gboolean pinned)
{
  post (core, pin_cb, name, pinned ? "1" : "");
}

static void
star_cb (Core *core, gpointer data)
{
  const Word *word = data;
  g_autoptr (MessageRow) row = row_of (core, &word->name);
  StoreState state = { .what = (char *) "star", .text = (char *) "" };

  if (row == NULL || MESSAGE_KIND_IS_NOTICE (row->kind) || row->kind == MESSAGE_DELETED)
    return;
  state.author = row->author;
  state.id = row->id;
  state.n = word->text[0] != '\0';
  core_begin (core);
  own_state_set (core, &state);
  commit (core);
}

void
core_star (Core *core, const MessageName *name, gboolean starred)
{
  post (core, star_cb, name, starred ? "1" : "");
}

/* -- Polls. -- */

static void
vote_cb (Core *core, gpointer data)
{
  const Word *word = data;
  g_autoptr (MessageRow) row = row_of (core, &word->name);
  g_autoptr (StoreChange) change = NULL;

  if (row == NULL || row->poll == NULL || row->poll->ended)
    return;
  change = change_new (core, CHANGE_VOTE, row, word->text);
  core_begin (core);
  make (core, change, row);
  commit (core);
}

void
core_vote (Core *core, const MessageName *name, guint choices)
{
  g_autofree char *text = g_strdup_printf ("%u", choices);

  post (core, vote_cb, name, choices != 0 ? text : "");
}

static void
end_cb (Core *core, gpointer data)
{
  const Word *word = data;
  g_autoptr (MessageRow) row = row_of (core, &word->name);
  g_autoptr (StoreChange) change = NULL;

  if (row == NULL || row->poll == NULL || row->poll->ended)
    return;
  change = change_new (core, CHANGE_END, row, "1");
  core_begin (core);
  make (core, change, row);
  commit (core);
}

void
core_end_poll (Core *core, const MessageName *name)
{
  post (core, end_cb, name, "1");
}
