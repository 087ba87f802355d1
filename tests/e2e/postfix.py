# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Postfix: a submission port and two mail exchanger ports.

Its configuration, queue, data and log lie below one folder and it listens on
loopback only; whatever is not for a local domain is refused, so no mail can
leave the machine.  The system's own Postfix is not touched.  Postfix can
only be started by root.
"""

import os
import shutil
import time

from process import Service, Trouble

DAEMONS = "/usr/lib/postfix/sbin"

MAIN = """
compatibility_level = 3.6
daemon_directory = {daemons}
command_directory = /usr/sbin
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop

myhostname = mx.example.com
mydomain = example.com
myorigin = example.com
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_bind_address = 127.0.0.1
disable_dns_lookups = yes
smtpd_peername_lookup = no
default_transport = error:5.4.4 these tests have no network
relay_transport = error:5.4.4 these tests have no network
local_transport = error:5.1.1 no local users
local_recipient_maps =
alias_maps =
alias_database =
biff = no
notify_classes =
smtputf8_enable = yes
message_size_limit = 52428800
mailbox_size_limit = 0

recipient_delimiter = +
virtual_mailbox_domains = regexp:{folder}/domains
virtual_mailbox_maps = regexp:{folder}/mailboxes
virtual_alias_maps = regexp:{folder}/aliases
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
lmtp_destination_concurrency_limit = 4

smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_mandatory_protocols = >=TLSv1.2
smtpd_tls_auth_only = yes
smtpd_tls_received_header = no
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl}
smtpd_sasl_authenticated_header = yes
smtpd_relay_restrictions = permit_sasl_authenticated,
    reject_unauth_destination
smtpd_recipient_restrictions =
smtpd_error_sleep_time = 0
smtpd_client_connection_count_limit = 0
anvil_rate_time_unit = 1s

queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 10s
in_flow_delay = 0s
bounce_queue_lifetime = 1h
"""

# The three listeners and the parts that they need, none in a chroot.
MASTER = """
127.0.0.1:{submission} inet n - n - - smtpd
  -o syslog_name=submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{strict} inet n - n - - smtpd
  -o syslog_name=strict
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o cleanup_service_name=strip
127.0.0.1:{mx} inet n - n - - smtpd
  -o syslog_name=mx
  -o smtpd_tls_security_level=may
  -o smtpd_authorized_xclient_hosts=127.0.0.1
  -o smtpd_sender_restrictions=regexp:{folder}/dmarc-pass
127.0.0.1:{mx_fail} inet n - n - - smtpd
  -o syslog_name=mx-fail
  -o smtpd_tls_security_level=may
  -o smtpd_authorized_xclient_hosts=127.0.0.1
  -o smtpd_sender_restrictions=regexp:{folder}/dmarc-fail
cleanup unix n - n - 0 cleanup
strip unix n - n - 0 cleanup
  -o header_checks=regexp:{folder}/strip
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

# The example domains and all below them, so that every test can have its own.
DOMAINS = """
/^([a-z0-9-]+\\.)*example\\.(com|net|org)$/ ours
"""

# Nobody lives at gone*: refused at RCPT.  Any other unknown user is known to
# be unknown only by Dovecot, which makes Postfix write a bounce.
MAILBOXES = """
if !/^gone/
/@([a-z0-9-]+\\.)*example\\.(com|net|org)$/ mailbox
endif
"""

# Bounces come back to b+TOKEN or bounces@; both end at the support desk, and so
# does a whole domain for tokens that stand alone before the @.
ALIASES = """
/^(b|bounces)(\\+[a-z0-9]+)?@(([a-z0-9-]+\\.)*example\\.com)$/ support$2@$3
/@reply\\.(([a-z0-9-]+\\.)*example\\.com)$/ support@$1
"""

# The submission port "strict" removes what no client may write.
STRIP = """
/^Authentication-Results:/ IGNORE
"""

# What a DMARC filter would have found out.  Postfix writes a prepended field
# above its own Received, which is where such filters put it too.
VERDICT = """
/@([^@]+)$/ PREPEND Authentication-Results: mx.example.com;
    spf={verdict} smtp.mailfrom=$1; dmarc={verdict} header.from=$1
"""

QUEUE = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold",
         "incoming", "private", "saved", "trace")


class Postfix:
    """start() and stop(); `log` is its log file."""

    def __init__(self, folder, ports, pair, sasl, guard=None):
        self.folder = folder
        self.ports = ports
        self.pair = pair
        self.sasl = sasl
        self.guard = guard
        self.log = os.path.join(folder, "postfix.log")
        self.service = None

    def put(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as f:
            f.write(text.lstrip("\n"))
        os.chmod(path, 0o644)
        # Postfix would wait until a file that it reads has settled.
        os.utime(path, (time.time() - 60,) * 2)

    def make_queue(self):
        """The folders that `postfix check` would make, with its owners."""
        queue = os.path.join(self.folder, "queue")
        os.makedirs(os.path.join(queue, "pid"))
        for name in QUEUE:
            os.mkdir(os.path.join(queue, name), 0o700)
            shutil.chown(os.path.join(queue, name), "postfix")
        for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
            path = os.path.join(queue, name)
            os.mkdir(path)
            shutil.chown(path, "postfix", "postdrop")
            os.chmod(path, mode)
        data = os.path.join(self.folder, "data")
        os.mkdir(data, 0o700)
        shutil.chown(data, "postfix")

    def write(self):
        values = dict(self.ports, folder=self.folder, daemons=DAEMONS,
                      certificate=self.pair.certificate, key=self.pair.key,
                      sasl=self.sasl)
        self.make_queue()
        self.put("main.cf", MAIN.format(**values))
        self.put("master.cf", MASTER.format(**values))
        self.put("domains", DOMAINS)
        self.put("strip", STRIP)
        self.put("mailboxes", MAILBOXES)
        self.put("aliases", ALIASES)
        for verdict in ("pass", "fail"):
            self.put(f"dmarc-{verdict}", VERDICT.format(verdict=verdict))

    def start(self):
        """Run the master itself: `postfix start` would take seconds for
        checks that concern an installed system."""
        if os.geteuid() != 0:
            raise Trouble("Postfix can only be started by root")
        program = os.path.join(DAEMONS, "master")
        if not os.path.exists(program):
            raise Trouble("postfix is not installed (Debian: postfix)")
        self.write()
        self.service = Service(
            "postfix", [program, "-d", "-c", self.folder],
            os.path.join(self.folder, "master.out"), self.guard,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                 "MAIL_CONFIG": self.folder})

    def stop(self):
        if self.service:
            self.service.stop()
            self.service = None
