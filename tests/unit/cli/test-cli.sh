#!/bin/sh
# test-cli: two people talk through whinchat-cli and the real server. Usage: test-cli.sh WHINCHAT-CLI WHINCHATD
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

cli=$1
whinchatd=$2
dir=$(mktemp -d)
server=
follower=
head -c 32 /dev/urandom > "$dir/secret"
export WHINCHAT_KEY_FILE="$dir/secret"

clean_up () {
  [ -z "$follower" ] || kill "$follower" 2> /dev/null
  [ -z "$server" ] || kill "$server" 2> /dev/null
  wait
  rm -rf "$dir"
}
trap clean_up EXIT

n=0
check () { # DESCRIPTION STATUS
  n=$((n + 1))
  if [ "$2" = 0 ]; then
    echo "ok $n $1"
  else
    echo "not ok $n $1"
    sed 's/^/# /' "$dir/out" "$dir/err" 2> /dev/null
    failed=yes
  fi
}
failed=no

# Waits, at most 20 s, until FILE holds PATTERN.
await () {
  tries=0
  until grep -q "$2" "$1" 2> /dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || return 1
    sleep 0.05
  done
}

as () { # WHO COMMAND...
  who=$1
  shift
  "$cli" --data "$dir/$who" "$@" > "$dir/out" 2> "$dir/err"
}

says () { # PATTERN: the last command printed it
  grep -q "$1" "$dir/out"
}

register () { # WHO PHONE NAME
  mkfifo "$dir/codes"
  "$cli" --data "$dir/$1" register --server "$url" --phone "$2" --name "$3" < "$dir/codes" \
    > "$dir/out" 2> "$dir/err" &
  pid=$!
  exec 3> "$dir/codes"
  tail=$(printf '%s' "$2" | tail -c 2)
  await "$dir/log" "^code for .*$tail: "
  sed -n "s/^code for .*$tail: //p" "$dir/log" | tail -n 1 >&3
  exec 3>&-
  wait $pid
  status=$?
  rm "$dir/codes"
  return $status
}

"$whinchatd" serve --dev --listen 127.0.0.1:0 --data "$dir/server" --log-level warning \
  > "$dir/log" 2>&1 &
server=$!
await "$dir/log" '^listening on ' || { echo 'Bail out! no server'; exit 1; }
url=$(sed -n 's/^listening on //p' "$dir/log")

"$cli" --help | grep -q 'register --server'; check 'help names the commands' $?
"$cli" help | grep -q 'Ends with 0 done'; check 'and what it ends with' $?
as ann; [ $? = 2 ]; check 'no command is wrong use' $?
as ann dance; [ $? = 2 ]; check 'an unknown command is wrong use' $?
as ann whoami; [ $? = 3 ]; check 'no account yet' $?
(unset WHINCHAT_KEY_FILE; as ann whoami); [ $? = 6 ] && grep -q 'give --key-file' "$dir/err"
check 'nothing to unlock it with' $?
head -c 32 /dev/urandom > "$dir/other"
as ann --key-file "$dir/other" whoami; [ $? = 6 ]; check 'the wrong key file' $?
printf 'correct horse\n' > "$dir/right"
printf 'correct house\n' > "$dir/wrong"
as eve --passphrase-fd 3 whoami 3< "$dir/right"; [ $? = 3 ]; check 'a passphrase instead' $?
as eve --passphrase-fd 3 whoami 3< "$dir/right"; [ $? = 3 ]; check 'and again' $?
as eve --passphrase-fd 3 whoami 3< "$dir/wrong"; [ $? = 6 ] && grep -q 'passphrase is not right' "$dir/err"
check 'the wrong passphrase' $?
as eve whoami; [ $? = 6 ]; check 'a key file is no passphrase' $?
as ann register --server "$url" --phone nonsense; [ $? = 1 ]; check 'a bad number is refused' $?
as ann register --server http://127.0.0.1:1 --phone +441632960101; [ $? = 5 ]
check 'no server there' $?
register ann +441632960101 Ann; check 'register Ann' $?
says '"name":"Ann"'; check 'with her name' $?
register bob +441632960102 Bob; check 'register Bob' $?

as ann register --server "$url" --phone +441632960103; [ $? = 1 ] && grep -q 'account here already' "$dir/err" \
  && ! grep -q '03: ' "$dir/log"
check 'no code is sent for a second account' $?
as ann whoami && says '"phone":"+441632960101"'; check 'whoami' $?
as ann find +441632960102 && says '"conv":"u:'; check 'find Bob' $?
bob=$(sed -n 's/.*"conv":"\(u:[^"]*\)".*/\1/p' "$dir/out")
as ann find +441632960199; [ $? = 1 ]; check 'nobody has that number' $?
as ann send 01632960102 'Hello,' 'Bob "quoted" 😀' && says '"state":"sent"'
check 'send to a number typed as at home' $?
as ann send "$bob" second && says '"state":"sent"'; check 'send to a conversation' $?
as ann send "$bob" "$(head -c 20000 /dev/zero | tr '\0' x)"; [ $? = 1 ] && grep -q 'too long' "$dir/err"
check 'too long a text is refused at once' $?
printf 'from\na pipe\n' | "$cli" --data "$dir/ann" send "$bob" - > "$dir/out" 2> "$dir/err" \
  && says 'from\\u000aa pipe'
check 'send standard input' $?

"$cli" --data "$dir/bob" --timeout 30 follow --count 3 --read > "$dir/out" 2> "$dir/err"
check 'Bob follows three messages' $?
says '"type":"link".*"state":"updating"'; check 'and sees the link' $?
says '"text":"Hello, Bob \\"quoted\\" 😀"'; check 'and the words' $?
ann=$(sed -n 's/.*"type":"message".*"conv":"\(u:[^"]*\)".*/\1/p' "$dir/out" | head -n 1)
as bob messages --limit 2 "$ann" && [ "$(wc -l < "$dir/out")" = 2 ]; check 'messages' $?
as bob search quoted && says 'Hello'; check 'search' $?
as bob chats && says '"last":"from'; check 'chats' $?
as bob contacts; check 'contacts' $?

"$cli" --data "$dir/bob" follow > "$dir/follow" 2>&1 &
follower=$!
await "$dir/follow" '"state":"live"'
head -c 3000 "$cli" > "$dir/thing.bin"
as ann --timeout 30 send-file --caption look "$bob" "$dir/thing.bin" && says '"state":"sent","kind":"file"'
check 'send a file' $?
await "$dir/follow" '"text":"look".*"file":"thing.bin".*"size":3000'; check 'Bob sees it' $?
kill -INT "$follower"
wait "$follower"; check 'Ctrl+C ends follow' $?
follower=

as ann messages "$bob" && says '"state":"read"\|"state":"delivered"'; check 'receipts came back' $?
as ann set-name "$(head -c 65 /dev/zero | tr '\0' x)"; [ $? = 2 ]; check 'a name that is too long' $?
as ann set-name Anna && says '"name":"Anna"'; check 'set-name' $?
"$cli" --data "$dir/ann" link --yes > "$dir/link" 2>&1 &
linker=$!
await "$dir/link" '"type":"code"'
link=$(sed -n 's/.*"code":"\([^"]*\)".*/\1/p' "$dir/link")
words=$(sed -n 's/.*"words":"\([^"]*\)".*/\1/p' "$dir/link")
[ "$(echo $words | wc -w)" = 12 ]; check 'link shows a code and twelve words' $?
as ann2 use-link --server "$url" $words && says '"dev":2'; check 'use-link' $?
wait "$linker"; check 'link' $?
pictures=$(grep -o '"pictures":.*' "$dir/out")
[ -n "$pictures" ] && grep -qF "$pictures" "$dir/link"; check 'both see the same pictures' $?
as ann3 use-link "$link"; [ $? = 1 ]; check 'a link works once' $?
as ann devices && [ "$(wc -l < "$dir/out")" = 2 ]; check 'devices' $?
as ann send me note && says '"state":"sent"'; check 'a note to oneself' $?

kill "$server"
wait "$server"
server=
"$cli" --data "$dir/ann" --timeout 1 send "$bob" later > "$dir/out" 2> "$dir/err"; [ $? = 4 ]; check 'without a server it is kept' $?
says '"state":"pending"'; check 'and said to be pending' $?
as ann find +441632960102; [ $? = 5 ]; check 'and find says there is no server' $?

echo "1..$n"
[ $failed = no ]
