# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Dovecot: IMAPS, IMAP with STARTTLS, LMTP, and SASL for Postfix.

Everything lies below one folder.  Run by root it gives its processes to
Debian's dovecot, dovenull and nobody; run by anybody else it keeps them all
under that user and out of any chroot.
"""

import grp
import os
import pwd
import shutil

from process import Service, Trouble

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = docket-tests
log_path = {folder}/dovecot.log
auth_verbose = yes
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
shutdown_clients = yes

ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2

auth_mechanisms = plain login
auth_failure_delay = 0
auth_username_format = %Lu
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users/%Lu
}}
userdb {{
  driver = prefetch
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={folder}/mail/%u
}}

mail_location = maildir:~
mailbox_idle_check_interval = 1 secs
mail_fsync = never
mail_max_userip_connections = 200
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
# The address a mail was sent to carries the ticket's token.
lmtp_hdr_delivery_address = final
postmaster_address = postmaster@example.com
hostname = mx.example.com
namespace inbox {{
  inbox = yes
  separator = /
}}

service anvil {{
  chroot =
  # A penalty for one test's wrong password would slow all the others.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service ipc {{
  chroot =
}}
service imap-login {{
  chroot = {login_chroot}
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service imap-urlauth-login {{
  chroot = {login_chroot}
}}
service imap {{
  process_limit = 400
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
  unix_listener lmtp {{
    mode = 0600
  }}
}}
service auth {{
  unix_listener {sasl} {{
    mode = 0666
  }}
}}
"""


def users_of_processes():
    """Under which users the parts run: (internal, login, mail)."""
    if os.geteuid() == 0:
        return "dovecot", "dovenull", "nobody"
    me = pwd.getpwuid(os.geteuid()).pw_name
    return me, me, me


def group_of(user):
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


class Dovecot:
    """start(), add_user(), stop(); `log` is its log file."""

    def __init__(self, folder, ports, pair, sasl, guard=None):
        self.folder = folder
        self.ports = ports
        self.pair = pair
        self.sasl = sasl
        self.guard = guard
        self.log = os.path.join(folder, "dovecot.log")
        self.mail = os.path.join(folder, "mail")
        self.users = os.path.join(folder, "users")
        self.service = None

    def write(self):
        """Lay out the folder; returns the path of the configuration."""
        internal, login, mail = users_of_processes()
        for name in ("run", "state", "mail"):
            os.makedirs(os.path.join(self.folder, name))
        os.mkdir(self.users)
        os.chmod(self.users, 0o750)
        if os.geteuid() == 0:
            shutil.chown(self.mail, mail)
            shutil.chown(self.users, "root", internal)
        path = os.path.join(self.folder, "dovecot.conf")
        with open(path, "w", encoding="ascii") as f:
            f.write(CONFIG.format(
                folder=self.folder, internal=internal,
                internal_group=group_of(internal), login=login, mail=mail,
                mail_group=group_of(mail), sasl=self.sasl,
                login_chroot="login" if os.geteuid() == 0 else "",
                certificate=self.pair.certificate, key=self.pair.key,
                **{name: self.ports[name] for name in
                   ("imap", "imaps", "lmtp")}))
        return path

    def start(self):
        program = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:"
                               + os.environ.get("PATH", ""))
        if not program:
            raise Trouble("dovecot is not installed "
                          "(Debian: dovecot-imapd dovecot-lmtpd)")
        path = self.write()
        self.service = Service("dovecot", [program, "-F", "-c", path],
                               self.log, self.guard)

    def add_user(self, address, password):
        """A file a person: of one for all Dovecot would look for changes
        only once a second."""
        path = os.path.join(self.users, address.lower())
        with open(path, "w", encoding="utf-8") as f:
            f.write(f"{address}:{password}\n")

    def place(self, address, password, location):
        """From now on a person's mail is there; LMTP does not know."""
        mail = pwd.getpwnam(users_of_processes()[2])
        for folder, _, names in os.walk(os.path.join(self.mail, address)):
            for path in [folder] + [os.path.join(folder, n) for n in names]:
                os.chown(path, mail.pw_uid, mail.pw_gid)
        path = os.path.join(self.users, address.lower())
        with open(path, "w", encoding="utf-8") as f:
            f.write(f"{address}:{password}::::::userdb_uid={mail.pw_uid} "
                    f"userdb_gid={mail.pw_gid} "
                    f"userdb_home={self.mail}/{address} "
                    f"userdb_mail={location}\n")

    def stop(self):
        if self.service:
            self.service.stop()
            self.service = None
