import { join } from 'node:path';
import type { BoxProgram, Configuration } from './box';

const root = process.getuid?.() === 0;

export const nginx: BoxProgram = {
	name: 'nginx',
	command: 'nginx',
	debianPackage: 'nginx-light',
	stop: 'SIGTERM',
	args: (folder) => ['-p', folder, '-e', 'stderr', '-c', join(folder, 'box.conf')],
};

/** nginx as a gateway to one service; `directives` go into its server block, `listen` behind its address. */
export function nginxTo(servicePort: number, directives: string, listen = ''): Configuration {
	return ({ port }) => ({
		'box.conf': `
		daemon off;
		pid nginx.pid;
		${root ? 'user root;' : ''}
		worker_processes 1;
		events {}
		http {
			access_log off;
			server_tokens off;
			client_body_temp_path body;
			proxy_temp_path proxy;
			fastcgi_temp_path fastcgi;
			uwsgi_temp_path uwsgi;
			scgi_temp_path scgi;
			server {
				listen 127.0.0.1:${port} ${listen};
				${directives}
				location / { proxy_pass http://127.0.0.1:${servicePort}; }
			}
		}`,
	});
}

export const haproxy: BoxProgram = {
	name: 'HAProxy',
	command: 'haproxy',
	debianPackage: 'haproxy',
	stop: 'SIGTERM',
	args: (folder) => ['-db', '-f', join(folder, 'box.conf')],
};

/** HAProxy as a gateway to one service; `directives` go into its defaults, `bind` behind its address. */
export function haproxyTo(servicePort: number, directives: string, bind = ''): Configuration {
	return ({ port }) => ({
		'box.conf': `
defaults
	mode http
	timeout connect 1s
	timeout client 10s
	option http-server-close
	${directives}
frontend box
	bind 127.0.0.1:${port} ${bind}
	default_backend service
backend service
	server service 127.0.0.1:${servicePort}
`,
	});
}

export const squid: BoxProgram = {
	name: 'squid',
	command: 'squid',
	debianPackage: 'squid',
	// It takes a second to go by itself; its helpers end with it.
	stop: 'SIGKILL',
	args: (folder) => ['-N', '-f', join(folder, 'box.conf')],
};

/** The name under which squid finds the service: engines reach loopback addresses without any proxy. */
export const serviceName = 'images.test';

/** Who may pass, where a password is asked for. */
export const credentials = { user: 'fox', password: 'red fox' };

/** squid as a forward proxy; `directives` go before the rule that lets everything through. */
export function squidWith(directives: string): Configuration {
	return ({ port, folder }) => ({
		hosts: `127.0.0.1 ${serviceName}\n`,
		// squid's helpers are told a user and a password a line, both percent-encoded.
		'check.sh': `while read -r user password; do
	[ "$user $password" = "${credentials.user} ${encodeURIComponent(credentials.password)}" ] && echo OK || echo ERR
done
`,
		'box.conf': `
http_port 127.0.0.1:${port}
visible_hostname squid.test
hosts_file ${folder}/hosts
pid_filename none
access_log none
cache_log /dev/null
netdb_filename none
coredump_dir ${folder}
cache deny all
server_persistent_connections off
shutdown_lifetime 0 seconds
auth_param basic program /bin/sh ${folder}/check.sh
auth_param basic children 1
auth_param basic realm the office
acl known proxy_auth REQUIRED
${directives}
http_access allow all
`,
	});
}
