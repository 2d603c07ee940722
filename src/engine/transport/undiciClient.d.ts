/**
 * The one class of undici that is needed. Its index would also replace the process's `fetch` dispatcher and load the rest. That
 * file is no part of undici's public interface: a test holds the installed one to what is used of it.
 */
declare module 'undici/lib/dispatcher/client.js' {
	import { Client } from 'undici';

	export = Client;
}
