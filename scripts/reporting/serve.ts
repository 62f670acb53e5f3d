import { assemble, openPictures, openStorage } from '../../src/lib/server/compose';
import { readEnvironment } from '../../src/lib/server/environment';
import { listen } from './listen';

/**
 * What the fault tests kill and start again; the node build puts the very same `answer` behind SvelteKit's hook.
 * Listens on PORT; SIGTERM ends it after the running requests.
 */
const environment = readEnvironment(process.env);
const storage = await openStorage(environment);
const services = assemble(environment, storage, openPictures(environment), '0.0.0-test');
const server = await listen(services, Number(process.env.PORT));

process.once('SIGTERM', () => {
	server.close(() => void storage.close());
	server.closeIdleConnections();
});
