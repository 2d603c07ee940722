/** The one class of undici that is needed. Its index would also replace the process's `fetch` dispatcher and load the rest. */
declare module 'undici/lib/dispatcher/client.js' {
	import { Client } from 'undici';

	export = Client;
}
