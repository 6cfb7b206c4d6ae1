/* test-api-ends: calls that are given up at every moment there is, from the first turn of the main
 * loop after the server was reached to the last before the reply. libsoup's own complaints are
 * fatal here. SPDX-License-Identifier: GPL-3.0-or-later */
#include "api.h"

#include "error.h"
#include "hand.h"

#include <libsoup/soup.h>
#include <string.h>

#define PATIENCE (10 * G_USEC_PER_SEC)
#define ANSWER "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
#define ACC "ICEiIyQlJicoKSorLC0uLw"

typedef struct {
  gpointer reply;
  GError *error;
  guint done;
} Result;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Result *out = data;

  out->reply = api_call_finish (NULL, result, &out->error);
  out->done++;
}

/* Either the reply or the cancellation, and once. Returns whether it was the reply. */
static gboolean
check_result (Result *result)
{
  gboolean replied = result->reply != NULL;

  g_assert_cmpuint (result->done, ==, 1);
  if (replied) {
    g_assert_no_error (result->error);
    codec_free (&rest_info (REST_BLOCK)->reply, result->reply);
  } else {
    g_assert_error (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  }
  g_clear_error (&result->error);
  *result = (Result) { 0 };
  return replied;
}

/* Whether anything happened. */
static gboolean
turn (gint64 deadline)
{
  g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  if (g_main_context_iteration (NULL, FALSE))
    return TRUE;
  g_thread_yield ();
  return FALSE;
}

static gint64
soon (void)
{
  return g_get_monotonic_time () + PATIENCE;
}

/* -- Given up with the answer there already. -- */

typedef struct {
  Hand *hand;
  Api *api;
  GCancellable *cancellable;
} Stage;

typedef void (*GiveUp) (Stage *stage);

static void
cancel (Stage *stage)
{
  g_cancellable_cancel (stage->cancellable);
}

static void
free_api (Stage *stage)
{
  g_clear_pointer (&stage->api, api_free);
}

/* The answer is said before the question is asked, so that libsoup sees it in the same turn in
 * which it sends. give_up is called that many turns after the connection was accepted; FALSE when
 * the call was over before. */
static gboolean
answered_round (guint turns, const char *answer, GiveUp give_up)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stage stage = { hand_new (), NULL, cancellable };
  Result result = { 0 };
  gint64 deadline = soon ();
  gboolean said = FALSE, given_up = FALSE;

  stage.api = api_new (hand_url (stage.hand), NULL);
  api_call_async (stage.api, REST_BLOCK, ACC, NULL, cancellable, done_cb, &result);
  while (result.done == 0) {
    if (!said && hand_take (stage.hand) > 0) {
      hand_say (stage.hand, 0, answer);
      said = TRUE;
    }
    if (said && !given_up && turns == 0) {
      give_up (&stage);
      given_up = TRUE;
    }
    if (turn (deadline) && said && turns > 0)
      turns--;
  }
  g_assert_true (check_result (&result) || given_up);
  /* The caller's cancellable is not ours to cancel. */
  g_assert_cmpint (g_cancellable_is_cancelled (cancellable), ==, given_up && give_up == cancel);
  /* What was given up is no burden to the next. */
  if (stage.api != NULL) {
    guint old = hand_take (stage.hand);

    api_call_async (stage.api, REST_BUNDLES, ACC, NULL, NULL, done_cb, &result);
    while (hand_take (stage.hand) == old)
      turn (deadline);
    hand_say (stage.hand, old, "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"bundles\":[]}");
    while (result.done == 0)
      turn (deadline);
    g_assert_no_error (result.error);
    codec_free (&rest_info (REST_BUNDLES)->reply, result.reply);
  }
  api_free (stage.api);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  hand_free (stage.hand);
  return given_up;
}

static void
answered (const char *answer, GiveUp give_up)
{
  guint turns = 0;

  while (answered_round (turns, answer, give_up))
    turns++;
  g_test_message ("given up at %u moments", turns);
  g_assert_cmpuint (turns, >, 2);
}

static void
test_cancel_answered (void)
{
  answered (ANSWER, cancel);
}

static void
test_free_answered (void)
{
  answered (ANSWER, free_api);
}

/* -- Cut, and sent anew by libsoup over another connection. -- */

#define KEPT 2

typedef struct {
  Hand *hand;
  guint64 ids[KEPT]; /* of the kept connections, as libsoup numbers them */
  guint kept;
  gboolean cut;
} Cut;

/* Runs between libsoup's choice of a connection and its first byte. */
static gboolean
starting_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  Cut *cut = data;
  guint64 id = soup_message_get_connection_id (g_value_get_object (values));

  if (cut->kept < KEPT) {
    cut->ids[cut->kept++] = id;
    return TRUE;
  }
  for (guint i = 0; i < KEPT && !cut->cut; i++)
    if (cut->ids[i] == id) {
      hand_cut (cut->hand, i);
      cut->cut = TRUE;
    }
  return TRUE;
}

/* Two calls at once, so that two connections are kept. */
static void
keep_two (Cut *cut, Api *api)
{
  Result results[KEPT] = { 0 };
  gint64 deadline = soon ();

  for (guint i = 0; i < KEPT; i++) {
    g_autofree char *heard = NULL;

    api_call_async (api, REST_BLOCK, ACC, NULL, NULL, done_cb, &results[i]);
    while (hand_take (cut->hand) <= i || (heard = hand_hear (cut->hand, i)) == NULL)
      turn (deadline);
  }
  for (guint i = 0; i < KEPT; i++)
    hand_say (cut->hand, i, ANSWER);
  for (guint i = 0; i < KEPT; i++) {
    while (results[i].done == 0)
      turn (deadline);
    g_assert_true (check_result (&results[i]));
  }
}

/* Whoever has asked to the end is answered, except over the connection that was cut. */
static void
answer (Cut *cut, GString *heard, const char *end)
{
  for (guint i = 0; i < hand_take (cut->hand); i++) {
    g_autofree char *now = hand_hear (cut->hand, i);

    if (now == NULL || hand_is_cut (cut->hand, i))
      continue;
    g_string_append (heard, now);
    if (g_str_has_suffix (heard->str, end))
      hand_say (cut->hand, i, ANSWER);
  }
}

/* FALSE when the call was over before it could be given up. */
static gboolean
cut_round (guint turns, GiveUp give_up)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stage stage = { hand_new (), NULL, cancellable };
  Cut cut = { stage.hand };
  guint starting = g_signal_lookup ("starting", SOUP_TYPE_MESSAGE);
  gulong hook = g_signal_add_emission_hook (starting, 0, starting_cb, &cut, NULL);
  g_autoptr (GString) heard = g_string_new (NULL);
  Result result = { 0 };
  gint64 deadline = soon ();
  gboolean given_up = FALSE;

  stage.api = api_new (hand_url (stage.hand), NULL);
  keep_two (&cut, stage.api);
  api_call_async (stage.api, REST_BLOCK, ACC, NULL, cancellable, done_cb, &result);
  while (result.done == 0) {
    if (turns == 0 && !given_up) {
      give_up (&stage);
      given_up = TRUE;
    }
    if (turn (deadline) && turns > 0)
      turns--;
    answer (&cut, heard, "\r\n\r\n");
  }
  g_assert_true (cut.cut || given_up);
  g_assert_true (check_result (&result) || given_up);
  api_free (stage.api);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_remove_emission_hook (starting, hook);
  hand_free (stage.hand);
  return given_up;
}

static void
test_cut (void)
{
  guint turns = 0;

  while (cut_round (turns, cancel))
    turns++;
  g_test_message ("given up at %u moments", turns);
  g_assert_cmpuint (turns, >, 2);
  for (turns = 0; cut_round (turns, free_api); turns++)
    ;
}

/* What is sent anew is whole. */
static void
test_cut_body (void)
{
  Cut cut = { hand_new () };
  Api *api = api_new (hand_url (cut.hand), NULL);
  guint starting = g_signal_lookup ("starting", SOUP_TYPE_MESSAGE);
  gulong hook = g_signal_add_emission_hook (starting, 0, starting_cb, &cut, NULL);
  RestName name = { (char *) "another name" };
  const char *end = "\r\n\r\n{\"name\":\"another name\"}";
  g_autoptr (GString) heard = g_string_new (NULL);
  Result result = { 0 };
  gint64 deadline = soon ();

  keep_two (&cut, api);
  api_call_async (api, REST_DEVICE_RENAME, "1", &name, NULL, done_cb, &result);
  while (result.done == 0) {
    turn (deadline);
    answer (&cut, heard, end);
  }
  g_assert_true (cut.cut);
  g_assert_true (check_result (&result));
  g_assert_true (g_str_has_suffix (heard->str, end));
  api_free (api);
  g_signal_remove_emission_hook (starting, hook);
  hand_free (cut.hand);
}

/* -- Cut in the middle of the answer. -- */

static gboolean
torn_round (guint turns, const char *answer, GiveUp give_up)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Stage stage = { hand_new (), NULL, cancellable };
  Result result = { 0 };
  gint64 deadline = soon ();
  gboolean cut = FALSE, given_up = FALSE;

  stage.api = api_new (hand_url (stage.hand), NULL);
  api_call_async (stage.api, REST_BLOCK, ACC, NULL, cancellable, done_cb, &result);
  while (result.done == 0) {
    if (!cut && hand_take (stage.hand) > 0) {
      hand_say (stage.hand, 0, answer);
      hand_cut (stage.hand, 0);
      cut = TRUE;
    }
    if (cut && turns == 0 && !given_up) {
      give_up (&stage);
      given_up = TRUE;
    }
    if (turn (deadline) && cut && turns > 0)
      turns--;
  }
  g_assert_cmpuint (result.done, ==, 1);
  g_assert_null (result.reply);
  g_assert_true (result.error->domain == WHIN_ERROR ||
                 g_error_matches (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_clear_error (&result.error);
  api_free (stage.api);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  hand_free (stage.hand);
  return given_up;
}

static void
test_torn (void)
{
  static const char *const answers[] = {
    "HTTP/1.1 20",
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"name\":",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"na",
    "HTTP/1.1 100 Continue\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    for (guint turns = 0; torn_round (turns, answers[i], cancel); turns++)
      ;
    for (guint turns = 0; torn_round (turns, answers[i], free_api); turns++)
      ;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_type_class_unref (g_type_class_ref (SOUP_TYPE_MESSAGE));
  g_test_add_func ("/api/cancel-answered", test_cancel_answered);
  g_test_add_func ("/api/free-answered", test_free_answered);
  g_test_add_func ("/api/cut", test_cut);
  g_test_add_func ("/api/cut-body", test_cut_body);
  g_test_add_func ("/api/torn", test_torn);
  return g_test_run ();
}
