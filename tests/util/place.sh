# place.sh: where ./dev builds. Finds out, installs what is missing, makes the Debian 13 root where
# one is needed, and enters it. Sourced by ./dev, after packages.sh; settle is the way in.
# SPDX-License-Identifier: GPL-3.0-or-later

cache=${XDG_CACHE_HOME:-$HOME/.cache}/whinchat
os_release=${WHINCHAT_OS_RELEASE:-/etc/os-release} # tests have others
root=$cache/debian13
stamp=/etc/whinchat-packages

say () {
  printf '%s\n' "$*" >&2
}

die () {
  say "dev: $*"
  exit 1
}

have () {
  command -v "$1" >/dev/null 2>&1
}

is_root () {
  [ "$(id -u)" = 0 ]
}

confirm () {
  [ "$assume_yes" = no ] && [ -t 0 ] || return 0
  printf '%s [Y/n] ' "$1" >&2
  read -r answer || return 1
  case $answer in '' | [Yy]*) ;; *) return 1 ;; esac
}

# What the last line of a log of mmdebstrap or apt says, in few words.
phase_of () {
  tail -n 1 "$1" | tr -d '\r' | sed '
    s/^[IWN]: //
    s/^\(Get\|Hit\|Ign\):.*/downloading/
    s/^\(Selecting\|Preparing\) .*/unpacking/
    s/^\(Unpacking\|Setting up\|Processing triggers for\) \([^ :]*\).*/\1 \2/'
}

# A process and all that came from it.
family_of () {
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do family_of "$child"; done
  echo "$1"
}

# Ends a process and all that came from it, by force what is still there after 5 seconds.
stop_family () {
  family=$(family_of "$1") tries=0
  kill $family 2>/dev/null || true
  for member in $family; do
    while kill -0 "$member" 2>/dev/null && [ $tries -lt 50 ]; do
      tries=$((tries + 1))
      sleep 0.1
    done
  done
  kill -KILL $family 2>/dev/null || true
}

interrupted () {
  trap '' HUP INT TERM
  stop_family $pid
  [ ! -t 2 ] || say
  say "$what: interrupted."
  exit "$1"
}

# Runs CMD with its output in LOG, and shows in one line how long it has taken and what it is at.
with_progress () {
  what=$1 log=$2
  shift 2
  "$@" >"$log" 2>&1 </dev/null &
  pid=$! started=$(date +%s) told=0
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  while kill -0 $pid 2>/dev/null; do
    took=$(($(date +%s) - started))
    line=$(printf '%s: %d s, %s' "$what" $took "$(phase_of "$log")" | cut -c 1-79)
    if [ -t 2 ]; then
      printf '\r\033[K%s' "$line" >&2
    elif [ $took -ge $told ]; then
      say "$line"
      told=$((took + 20))
    fi
    sleep 1
  done
  trap - HUP INT TERM
  [ ! -t 2 ] || printf '\r\033[K' >&2
  if wait $pid; then
    say "$what: done in $(($(date +%s) - started)) s."
  else
    tail -n 30 "$log" >&2
    die "$what did not work; all it said is in $log"
  fi
}

# Prints `apt` or `ask` where this system is new enough to build on, `root` where it is not.
environment () {
  ID= VERSION_ID= ID_LIKE=
  [ ! -r "$os_release" ] || . "$os_release"
  major=${VERSION_ID%%.*}
  case $ID in
  debian) [ "${major:-99}" -ge 13 ] && echo apt || echo root ;;
  ubuntu) [ "$(echo "$VERSION_ID" | tr -d .)" -ge 2504 ] && echo apt || echo root ;;
  fedora) [ "${major:-99}" -ge 42 ] && echo ask || echo root ;;
  arch | opensuse-tumbleweed) echo ask ;;
  *) case " $ID_LIKE " in *' arch '*) echo ask ;; *) echo root ;; esac ;;
  esac
}

# Comes back if this is the place to build; otherwise goes on inside the Debian 13 root, for good.
settle () {
  place=${WHINCHAT_ENV:-$(environment)}
  [ "$place" != native ] || { have dpkg-query && place=apt || place=ask; }
  case $place in
  inside) ;;
  apt) apt_install $(packages_for "$1") ;;
  ask) ask_for_packages ;;
  root)
    prepare_root
    enter "$@"
    ;;
  *) die "WHINCHAT_ENV is '$WHINCHAT_ENV'; it can be native or root" ;;
  esac
}

apt_missing () {
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
  printf '%s\n' "$@" | grep -vxF "$installed" || true
}

apt_install () {
  missing=$(apt_missing "$@" | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  sudo=
  if ! is_root; then
    have sudo || die "as root, run: apt-get install --no-install-recommends $missing"
    sudo=sudo
  fi
  confirm "Install with apt: $missing?" || die 'nothing was installed'
  # The password is asked for here, before the output goes to a file.
  [ -z "$sudo" ] || sudo -v || die "sudo did not work; as root, install $missing"
  mkdir -p "$cache"
  with_progress 'Installing packages' "$cache/apt.log" $sudo sh -c 'apt-get update -q
    DEBIAN_FRONTEND=noninteractive exec apt-get install -qy --no-install-recommends "$@"' \
    sh $missing
}

ask_for_packages () {
  if have pkg-config && pkg-config --exists $modules && have meson && have blueprint-compiler; then
    return
  fi
  say 'Some of what Whinchat is built with is missing here. Please run'
  if have dnf; then
    say "  sudo dnf install $(echo $tools) $(printf "'pkgconfig(%s)' " $modules)"
  elif have zypper; then
    say "  sudo zypper install $(echo $tools) $(printf "'pkgconfig(%s)' " $modules)"
  elif have pacman; then
    say "  sudo pacman -S --needed $(echo $arch)"
  else
    say "  your package manager, for: $(echo $tools $modules)"
  fi
  say 'or have a Debian 13 root made, with mmdebstrap and bubblewrap: WHINCHAT_ENV=root ./dev ...'
  exit 1
}

# ---- The Debian 13 root ---------------------------------------------------------------------

wanted_packages () {
  root_packages | tr ' ' '\n' | LC_ALL=C sort -u
}

# The stamp may list more: another clone may have asked for it.
root_is_ready () {
  [ -f "$root$stamp" ] && [ -z "$(wanted_packages | LC_ALL=C comm -23 - "$root$stamp")" ]
}

# Runs a command as the owner of the root's files, with mounts that end with it.
as_owner () {
  if is_root; then
    unshare --mount "$@"
  else
    mmdebstrap --unshare-helper "$@"
  fi
}

# Runs a command in the root as its owner, who can change it.
as_root_owner () {
  as_owner sh -ec 'mount --rbind /dev "$0/dev"; mount --rbind /proc "$0/proc"
    cat /etc/resolv.conf >"$0/etc/resolv.conf"; exec chroot "$0" "$@"' "$@"
}

# Everything any command takes: the root is made once. What only benchmarks take comes with the
# first of them.
root_packages () {
  [ "${command:-}" = bench ] && packages_for bench || packages_for test
}

# Makes a Debian 13 with apt and little more.
make_debian () {
  folder=$1 as=
  shift
  # Who is not root has mmdebstrap do this by itself.
  ! is_root || as='unshare --mount'
  $as mmdebstrap --verbose --variant=apt --aptopt='Acquire::Languages "none"' \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' "$@" trixie "$folder"
}

# Nothing is the root before it is whole.
make_root () {
  part=$root.part
  as_owner rm -rf --one-file-system "$part"
  with_progress 'Making the shared Debian 13 root' "$cache/debian13.log" \
    make_debian "$part" --include="$(root_packages | tr ' ' ',')"
  finish_root "$part"
  mv "$part" "$root"
}

# An earlier one may have been interrupted.
grow_root () {
  with_progress 'Adding packages to the Debian 13 root' "$cache/debian13.log" \
    as_root_owner "$root" sh -ec 'export DEBIAN_FRONTEND=noninteractive
      dpkg --configure -a
      apt-get update -q
      apt-get -o DPkg::Lock::Timeout=300 install -qy --no-install-recommends "$@"
      apt-get clean' sh $(root_packages)
  finish_root "$root"
}

# The files that the host's are laid over, and the stamp, written last.
finish_root () {
  wanted_packages | as_root_owner "$1" sh -ec '
    rm -f /etc/localtime
    touch /etc/localtime /etc/hosts "$0"
    [ -s /etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >/etc/machine-id
    LC_ALL=C sort -u -o "$0" - "$0"' "$stamp"
}

prepare_root () {
  ! root_is_ready || return 0
  need_tools
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  if ! flock -n 9; then
    say 'Another clone is preparing the Debian 13 root; waiting for it.'
    flock 9
  fi
  [ -d "$root" ] || make_root
  root_is_ready || grow_root
  exec 9>&-
}

need_tools () {
  set -- mmdebstrap bubblewrap util-linux debian-archive-keyring
  # Who is not root makes the root as a range of user ids of their own.
  is_root || set -- "$@" uidmap
  if have dpkg-query; then
    apt_install "$@"
  else
    have mmdebstrap && have bwrap && have flock || die "install $*, then run this again"
  fi
}

# What the root shares with this system: `ro` or `rw`, and the path.
shared_paths () {
  echo rw /tmp
  [ ! -d "${HOME:-}" ] || echo "rw $HOME"
  echo "rw $here"
  # Wayland, the session bus, PipeWire and PulseAudio have their sockets here.
  [ ! -d "${XDG_RUNTIME_DIR:-}" ] || echo "rw $XDG_RUNTIME_DIR"
  [ ! -f "${XAUTHORITY:-}" ] || echo "ro $XAUTHORITY"
  names=
  is_root || names='/etc/passwd /etc/group'
  for file in /etc/resolv.conf /etc/hosts /etc/machine-id /etc/localtime $names; do
    [ ! -s "$file" ] || [ ! -e "$root$file" ] || echo "ro $file"
  done
}

# What names places or tools of this system is not for the root.
clean_environment () {
  for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p'); do
    case $name in
    PATH | HOME | USER | LOGNAME | TERM | COLUMNS | LINES | NO_COLOR | CI | PWD | SIZE | LIMIT) ;;
    DISPLAY | XAUTHORITY | WAYLAND_DISPLAY | XDG_* | DBUS_SESSION_BUS_ADDRESS) ;;
    PULSE_* | PIPEWIRE_*) ;;
    WHINCHAT* | G_* | GDK_* | GSK_* | GTK_* | GST_* | ADW_* | ASAN_* | UBSAN_* | LSAN_*) ;;
    *) unset "$name" ;;
    esac
  done
  unset XDG_DATA_DIRS XDG_CONFIG_DIRS
}

# Calls this script again inside the root. Does not return.
enter () {
  case $PWD/ in "$here"/* | "$HOME"/* | /tmp/*) dir=$PWD ;; *) dir=$here ;; esac
  clean_environment
  inside='env --default-signal=INT WHINCHAT_ENV=inside LC_ALL=C.UTF-8'
  inside="$inside PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
  list=$(mktemp)
  bwrap_arguments | tr '\n' '\0' >"$list"
  if bwrap --args 3 true 3<"$list" 2>"$list.err"; then
    exec 3<"$list"
    rm -f "$list" "$list.err"
    # Ctrl+C is for what runs inside, which can end in order: not for bwrap, which would kill it.
    trap '' INT
    exec bwrap --args 3 $inside "$here/dev" "$@"
  fi
  refusal=$(tail -n 1 "$list.err")
  rm -f "$list" "$list.err"
  enter_by_chroot "$@"
}

# One argument a line. The root itself stays as it is: only its folders are shown, read-only.
bwrap_arguments () {
  printf '%s\n' --unshare-pid --die-with-parent
  for folder in usr etc var; do
    printf '%s\n' --ro-bind "$root/$folder" "/$folder"
  done
  for link in bin sbin lib lib64; do
    [ ! -L "$root/$link" ] || printf '%s\n' --symlink "usr/$link" "/$link"
  done
  printf '%s\n' --dev-bind /dev /dev --proc /proc --ro-bind /sys /sys --tmpfs /run --tmpfs /var/tmp
  shared_paths | while read -r how path; do
    [ "$how" = rw ] && how=--bind || how=--ro-bind
    printf '%s\n' "$how" "$path" "$path"
  done
  printf '%s\n' --chdir "$dir"
}

enter_by_chroot () {
  is_root || die "this system does not let bubblewrap make a namespace ($refusal).
Any one of these helps:
  - sudo sysctl -w kernel.unprivileged_userns_clone=1          (Debian)
  - sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0   (Ubuntu)
  - running ./dev as root
  - building on Debian 13 or newer"
  say "bubblewrap does not work here ($refusal); using chroot."
  unshare --mount true || die 'neither works here; build on Debian 13 or newer'
  mkdir -p "$cache/mnt"
  shared_paths >"$cache/mnt.list"
  exec unshare --mount sh -euc '
    root=$1 mnt=$2 dir=$3; shift 3
    show () { # ro|rw SOURCE PATH
      if [ -d "$2" ]; then mkdir -p "$mnt$3"
      elif [ ! -e "$mnt$3" ]; then mkdir -p "$(dirname "$mnt$3")"; touch "$mnt$3"; fi
      mount --rbind "$2" "$mnt$3"
      [ "$1" = rw ] || mount -o remount,bind,ro "$mnt$3"
    }
    list=$(cat "$mnt.list")
    mount -t tmpfs whinchat "$mnt"
    for folder in usr etc var; do show ro "$root/$folder" "/$folder"; done
    for link in bin sbin lib lib64; do [ ! -L "$root/$link" ] || ln -s "usr/$link" "$mnt/$link"; done
    for folder in /dev /proc /sys; do show rw $folder $folder; done
    mkdir "$mnt/run"; mount -t tmpfs whinchat "$mnt/var/tmp"
    echo "$list" | while read -r how path; do show "$how" "$path" "$path"; done
    exec chroot "$mnt" env --chdir="$dir" "$@"
  ' sh "$root" "$cache/mnt" "$dir" $inside "$here/dev" "$@"
}
