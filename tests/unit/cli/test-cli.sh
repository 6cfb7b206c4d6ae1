#!/bin/sh
# test-cli: two people talk through whinchat-cli and the real server. Usage: test-cli.sh WHINCHAT-CLI WHINCHATD
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

cli=$1
whinchatd=$2
top=$(dirname "$0")/../../..
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

codes_for () { # PHONE: how many there were
  grep -c "^code for .*$(printf '%s' "$1" | tail -c 2): " "$dir/log"
}

# Waits, at most 20 s, for one more code than there were.
await_code () { # PHONE BEFORE
  tries=0
  until [ "$(codes_for "$1")" -gt "$2" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || return 1
    sleep 0.05
  done
}

register () { # WHO PHONE NAME
  before=$(codes_for "$2")
  mkfifo "$dir/codes"
  "$cli" --data "$dir/$1" register --server "$url" --phone "$2" --name "$3" < "$dir/codes" \
    > "$dir/out" 2> "$dir/err" &
  pid=$!
  exec 3> "$dir/codes"
  tail=$(printf '%s' "$2" | tail -c 2)
  await_code "$2" "$before"
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
as bob search --by "$ann" --kind text --from 2020-01-01 --limit 1 && says '"type":"more"'
check 'search page by page, from whom and since when' $?
as bob search --by me quoted && [ ! -s "$dir/out" ]; check 'search what others did not write' $?
as bob search --kind letters x; [ $? = 2 ]; check 'search for no kind there is' $?
as bob chats && says '"last":"from'; check 'chats' $?
as bob contacts; check 'contacts' $?
as bob contact link && says '"link":"whinchat:person/+441632960102?server=http'; check 'contact link' $?
link=$(sed -n 's/.*"link":"\([^"]*\)".*/\1/p' "$dir/out")
as ann contact add "$link" Bobby && says '"name":"Bobby".*"contact":true'; check 'contact add' $?
as bob contact add "$link"; [ $? = 1 ] && grep -q 'your own link' "$dir/err"; check 'but not oneself' $?
as ann contact add "whinchat:person/+441632960102?server=https://chat.example.org"; [ $? = 1 ] \
  && grep -q 'another server, https://chat.example.org' "$dir/err"
check 'nor somebody of another server' $?
as ann contact add "$(echo "$link" | sed s/960102/960199/)"; [ $? = 1 ] && grep -q 'can be found' "$dir/err"
check 'nor nobody' $?
as ann contact add "$url"; [ $? = 1 ] && grep -q 'not the link of a person' "$dir/err"; check 'nor by any link' $?
as ann contact; [ $? = 2 ]; check 'contact alone is wrong use' $?
printf 'BEGIN:VCARD\nFN:Robert\nTEL:01632 960102\nTEL:+441632960199\nEND:VCARD\n' > "$dir/people.vcf"
printf 'BEGIN:VCARD\nFN:Ann\nTEL:00 44 1632 960101\nEND:VCARD\nBEGIN:VCARD\nFN:X\nEND:VCARD\n' >> "$dir/people.vcf"
as ann contact import "$dir/people.vcf" && says '"people":2,"here":1,"added":0,"left":0' && ! says Robert
check 'contact import keeps the names that are there' $?
as bob contact import "$dir/people.vcf" && says '"name":"Ann".*"contact":true' && says '"here":1,"added":1'
check 'contact import' $?
as ann contact import "$dir/secret"; [ $? = 1 ] && grep -q 'no contacts' "$dir/err"; check 'from no other file' $?
as ann contact import "$dir/no.vcf"; [ $? = 1 ] && grep -q 'cannot be read' "$dir/err"; check 'nor from none' $?
as ann messages "$bob"
pipe=$(sed -n 's/.*"id":"\([^"]*\)".*"text":"from.*/\1/p' "$dir/out")
second=$(sed -n 's/.*"id":"\([^"]*\)".*"text":"second".*/\1/p' "$dir/out")
as ann edit "$bob" "$second" third && says '"text":"third".*"edited":true'; check 'edit' $?
as ann delete "$bob" "$pipe" && says '"kind":"deleted"' && ! says from; check 'delete' $?
as bob react "$ann" "$second" 👍 && says '"reactions":\[{"emoji":"👍","count":1,"own":true}\]'
check 'react' $?
as bob react "$ann" "$second" nonsense && ! says nonsense; check 'a word is no reaction' $?
as bob pin "$ann" "$second" && says '"pinned":true'; check 'pin' $?
as bob star "$ann" "$second" && says '"starred":true'; check 'star' $?
as bob reply "$ann" "$second" fourth; check 'reply' $?
as bob forward "$ann" "$second" me && as bob messages me && says '"text":"third".*"forwarded":true'
check 'forward' $?
"$cli" --data "$dir/ann" --timeout 30 follow --count 1 > "$dir/out" 2> "$dir/err"
says '"text":"fourth".*"re":"'"$second"'".*"quoted":"third"'; check 'the answer quotes' $?
says '"type":"change".*"id":"'"$second"'".*"pinned":true'; check 'what was done is no new message' $?
as ann info "$bob" "$second" && says '"type":"person".*"read":[1-9]' && says '"emoji":"👍"' \
  && says '"type":"version","text":"second"'
check 'info' $?
as ann edit "$bob" AAECAwQFBgcICQoLDA0ODw x; [ $? = 1 ]; check 'no such message' $?
as ann delete "$bob"; [ $? = 2 ]; check 'delete needs an id' $?

"$cli" --data "$dir/bob" follow > "$dir/follow" 2>&1 &
follower=$!
await "$dir/follow" '"state":"live"'
grep -q '^Max core file size *0 *0 ' "/proc/$follower/limits"; check 'it cannot be dumped' $?
head -c 3000 "$cli" > "$dir/thing.bin"
as ann --timeout 30 send-file --caption look "$bob" "$dir/thing.bin" && says '"state":"sent","kind":"file"'
check 'send a file' $?
await "$dir/follow" '"text":"look".*"file":"thing.bin".*"size":3000'; check 'Bob sees it' $?
as ann send-sticker "$bob" 👋 && says '"state":"sent","kind":"sticker".*"emoji":"👋".*"pack_name":"Whinchat"'
check 'send a sticker' $?
await "$dir/follow" '"kind":"sticker".*"width":512.*"emoji":"👋"'; check 'Bob sees it, too' $?
as ann send-sticker "$bob" "$dir/thing.bin"; [ $? = 1 ] && grep -q 'not a picture' "$dir/err"
check 'what is no picture is no sticker' $?
as ann add-sticker --emoji 🐦 "$top/data/stickers/rain.svg"; [ $? = 1 ]; check 'nor is a drawing' $?
as ann add-sticker --emoji 🐦 "$top/data/screenshots/narrow.png" && says '"type":"sticker","id":"'
check 'add-sticker' $?
sticker=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$dir/out")
as ann stickers && [ "$(wc -l < "$dir/out")" = 13 ] && says "\"id\":\"$sticker\".*🐦"; check 'stickers' $?
as ann remove-sticker "$sticker" && as ann stickers && [ "$(wc -l < "$dir/out")" = 12 ]
check 'remove-sticker' $?
kill -INT "$follower"
wait "$follower"; check 'Ctrl+C ends follow' $?
follower=
file=$(sed -n 's/.*"type":"message".*"id":"\([^"]*\)".*"file":"thing.bin".*/\1/p' "$dir/follow" | head -n 1)
as bob save "$ann" "$file" "$dir/saved" && says '"here":true' && cmp -s "$dir/thing.bin" "$dir/saved"
check 'save' $?
wave=$(sed -n 's/.*"type":"message".*"id":"\([^"]*\)".*"kind":"sticker".*/\1/p' "$dir/follow" | head -n 1)
as bob save "$ann" "$wave" "$dir/wave.png" && as bob keep-sticker "$ann" "$wave" && says '"type":"sticker"'
check 'keep-sticker' $?
as bob keep-sticker "$ann" "$file"; [ $? = 1 ]; check 'but no other file' $?
! cmp -s -n 4 "$dir/thing.bin" "$dir/bob/media/"*; check 'it is kept sealed' $?
as bob save "$ann" "$file" "$dir/saved" && cmp -s "$dir/thing.bin" "$dir/saved"; check 'save again' $?
as bob save "$ann" "$file" "$dir/no/such/folder"; [ $? = 1 ]; check 'save nowhere' $?
as bob save "$ann" "$ann" "$dir/saved"; [ $? = 2 ]; check 'save no message' $?

as ann messages "$bob" && says '"state":"read"\|"state":"delivered"'; check 'receipts came back' $?
# Two sides of one number; the groups may have spaces.
as ann safety "$bob" && says '"trust":"seen"'; check 'safety' $?
number=$(sed -n 's/.*"number":"\([0-9]*\)".*/\1/p' "$dir/out")
anns=$(sed -n 's/.*"code":"\([^"]*\)".*/\1/p' "$dir/out")
[ ${#number} = 60 ]; check 'of sixty digits' $?
as bob safety "$ann" && says "\"number\":\"$number\""; check 'the same for Bob' $?
bobs=$(sed -n 's/.*"code":"\([^"]*\)".*/\1/p' "$dir/out")
as ann verify "$bob" "$(echo "$number" | tr 0123456789 1234567890)"; [ $? = 1 ] && grep -q different "$dir/err"
check 'another number does not verify' $?
as ann verify "$bob" "$anns"; [ $? = 1 ] && grep -q 'your own' "$dir/err"; check 'nor does one’s own code' $?
as ann verify "$bob" hello; [ $? = 1 ] && grep -q 'no safety number' "$dir/err"; check 'nor any word' $?
as ann verify "$bob" $(echo "$number" | sed 's/...../& /g') && says '"trust":"verified"'; check 'the number does' $?
as ann chats && says '"trust":"verified"'; check 'the chat shows it' $?
as ann verify --clear "$bob" && says '"trust":"seen"'; check 'and can be cleared' $?
as ann verify "$bob" "$bobs" && says '"trust":"verified"'; check 'Bob’s code does too' $?
as ann safety me; [ $? = 1 ]; check 'nobody verifies themselves' $?

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

# Bob begins anew: another key, so that what was verified stops.
mv "$dir/bob" "$dir/bob-before"
register bob +441632960102 Bob; check 'Bob registers again' $?
as ann send "$bob" stopped; [ $? = 1 ] && as ann messages "$bob" && says '"text":"stopped"' && says '"error":"untrusted"'
check 'nothing is sent to his new key' $?
as ann safety "$bob" && says '"trust":"stopped"' && ! says "$number"; check 'the number is another one' $?
as ann messages "$bob" && says '"kind":"key-changed"'; check 'a notice says so' $?
as ann accept "$bob" && says '"trust":"seen"'; check 'accept' $?
as ann send "$bob" onwards && says '"state":"sent"'; check 'and on it goes' $?

# Groups. Bob hears of it when he runs again.
as ann group create Birds "$bob" && says '"name":"Birds"'; check 'group create' $?
birds=$(sed -n 's/.*"conv":"\(g:[^"]*\)".*/\1/p' "$dir/out")
says "{\"conv\":\"$bob\",\"admin\":false}"; check 'with its members' $?
as ann send "$birds" 'a tit' && says '"state":"sent"'; check 'send to it' $?
"$cli" --data "$dir/bob" follow > "$dir/follow" 2>&1 &
follower=$!
await "$dir/follow" '"text":"a tit"'; check 'follow shows it' $?
grep -q '"kind":"group-added".*"people":\["' "$dir/follow"; check 'and that he is in' $?
as ann group name "$birds" Waders && says '"name":"Waders"'; check 'group name' $?
await "$dir/follow" '"name":"Waders"'; check 'which he is told' $?
kill -INT "$follower"
wait "$follower"
follower=
as bob group name "$birds" Mine; [ $? = 1 ] && grep -q 'Only an admin' "$dir/err"; check 'not by a member' $?
as ann group promote "$birds" "$bob" && says '"admin":true'; check 'group promote' $?
as bob group leave "$birds" && says '"name":"Waders"' && ! says '"inside":true'; check 'group leave' $?
as bob send "$birds" hello; [ $? = 1 ]; check 'then nothing is sent there' $?
as ann group list && says '"name":"Waders"'; check 'group list' $?
as ann group add "$bob"; [ $? = 2 ]; check 'without a group' $?

# Broadcast lists.
as ann broadcast create Neighbours "$bob" && says '"name":"Neighbours"'; check 'broadcast create' $?
neighbours=$(sed -n 's/.*"conv":"\(b:[^"]*\)".*/\1/p' "$dir/out")
says "\"chats\":\[\"$bob\"\]"; check 'with its people' $?
as ann send "$neighbours" 'the road is closed' && says '"state":"sent"'; check 'send to it' $?
"$cli" --data "$dir/bob" follow > "$dir/follow" 2>&1 &
follower=$!
await "$dir/follow" '"text":"the road is closed".*"broadcast":true'; check 'and he has it' $?
kill -INT "$follower"
wait "$follower"
follower=
as ann poll "$neighbours" when now later; [ $? = 1 ]; check 'but no poll' $?
as ann broadcast rename "$neighbours" Street && says '"name":"Street"'; check 'broadcast rename' $?
as ann broadcast remove "$neighbours" "$bob" && says '"chats":\[\]'; check 'broadcast remove' $?
as ann broadcast add "$neighbours" "$bob" && says "$bob"; check 'broadcast add' $?
as ann lists && ! says Street; check 'which is no list of chats' $?
as ann broadcast delete "$neighbours" && as ann broadcast list && ! says Street; check 'broadcast delete' $?
as ann broadcast add "$neighbours" "$bob"; [ $? = 2 ]; check 'and gone it is' $?

# Backups: a file, the server, and back again from both.
restore () { # WHO PHONE SECRET [FILE]
  before=$(codes_for "$2")
  mkfifo "$dir/codes"
  "$cli" --data "$dir/$1" restore --server "$url" --phone "$2" ${4+"$4"} < "$dir/codes" > "$dir/out" 2> "$dir/err" &
  pid=$!
  exec 3> "$dir/codes"
  echo "$3" >&3
  await_code "$2" "$before"
  sed -n "s/^code for .*$(printf '%s' "$2" | tail -c 2): //p" "$dir/log" | tail -n 1 >&3
  exec 3>&-
  wait $pid
  status=$?
  rm "$dir/codes"
  return $status
}
as ann backup "$dir/early"; [ $? = 1 ] && grep -q 'recovery key first' "$dir/err"; check 'no backup without a key' $?
as ann2 make-recovery --yes; [ $? = 1 ] && grep -q 'main device' "$dir/err"; check 'nor on another device' $?
as ann make-recovery --yes && says '"key":"'; check 'make-recovery' $?
key=$(sed -n 's/.*"key":"\([^"]*\)".*/\1/p' "$dir/out")
[ "$(echo $key | wc -w)" = 14 ]; check 'fourteen groups' $?
printf 'wrong\n' | as ann make-recovery; [ $? = 1 ] && grep -q 'not group' "$dir/err"; check 'one has to show it' $?
as ann backups && says '"recovery":true'; check 'backups' $?
as ann backup "$dir/file" && says '"what":"backup","state":"done"'; check 'backup' $?
echo pw | as ann backup --passphrase "$dir/weak"; [ $? = 1 ] && grep -q 'too easy' "$dir/err"; check 'a weak passphrase' $?
as ann chat "$bob" pin && says '"pinned":true'; check 'chat pin' $?
as ann chat "$bob" mute 8 && says '"muted_until":'; check 'and mute' $?
as ann chat "$bob" eat; [ $? = 2 ]; check 'but nothing unknown' $?
as ann list-make Family && says '"name":"Family"'; check 'list-make' $?
list=$(sed -n 's/.*"id":"\([^"]*\)","name":"Family".*/\1/p' "$dir/out")
as ann list-add "$list" "$bob" && says '"chats":\["u:'; check 'list-add' $?
as ann list-delete "$list" && ! says Family; check 'list-delete' $?
as ann daily-backup on && says '"daily":true'; check 'daily-backup' $?
as ann daily-backup off && ! says '"daily":true'; check 'and off' $?
as ann backup-server && as ann backups && says '"size":'; check 'backup-server' $?
echo "$key" | as carl open-backup "$dir/file" && says '"phone":"+441632960101"'; check 'open-backup' $?
echo 0000 | as carl open-backup "$dir/file"; [ $? = 1 ]; check 'not with another key' $?
as ann make-primary 77; [ $? = 1 ] && grep -q 'does not belong' "$dir/err"; check 'a device that is none' $?
"$cli" --data "$dir/ann2" follow > "$dir/follow" 2>&1 &
follower=$!
await "$dir/follow" '"state":"live"'
as ann make-primary 2; check 'make-primary' $?
kill -INT "$follower"
wait "$follower"
follower=
as ann2 backups && says '"recovery":true'; check 'and the backups with it' $?
restore ann5 +441632960101 "$key" "$dir/file" && says '"name":"Anna"'; check 'restore from the file' $?
as ann5 messages "$bob" && says '"text":"onwards"'; check 'with its messages' $?
as ann5 chats && says '"name":"Bobby"'; check 'and people' $?
as ann5 send "$bob" 'back again' && says '"state":"sent"'; check 'and writes again' $?
as bob messages --limit 1 "$ann" && ! says key-changed; check 'unchanged for Bob' $?
restore ann6 +441632960101 "$key" && says '"name":"Anna"'; check 'restore from the server' $?

kill "$server"
wait "$server"
server=
"$cli" --data "$dir/ann6" --timeout 1 send "$bob" later > "$dir/out" 2> "$dir/err"; [ $? = 4 ]; check 'without a server it is kept' $?
says '"state":"pending"'; check 'and said to be pending' $?
as ann6 find +441632960102; [ $? = 5 ]; check 'and find says there is no server' $?

echo "1..$n"
[ $failed = no ]
