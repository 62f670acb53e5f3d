import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { readEnvironment } from '../src/lib/server/environment';
import { backUp, restore } from './reporting/backup';

const USAGE = `Backs up the reporting database while the server runs, or restores one.

  npm run backup -- save FILE       SQLite: a database file; PostgreSQL: a pg_dump archive
  npm run backup -- restore FILE    into DATABASE_URL, which must be empty (SQLite: absent)

DATABASE_URL says which database (default sqlite:data/reports.db). Pictures are files named by their hash: copy the
folder or bucket with any tool, in any order, after the database.`;

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: { help: { type: 'boolean', default: false } }
});
const [command, file] = positionals;
if (values.help || !file || (command !== 'save' && command !== 'restore')) {
	console.log(USAGE);
	process.exit(values.help ? 0 : 2);
}
const { DATABASE_URL: url } = readEnvironment(process.env);
try {
	if (command === 'restore') await restore(file, url);
	else await save(file);
	console.log(`${command === 'save' ? 'saved' : 'restored'} ${file}`);
} catch (thrown) {
	console.error((thrown as Error).message);
	process.exitCode = 1;
}

async function save(to: string): Promise<void> {
	const bar = new SingleBar({ format: 'saving [{bar}] {percentage} %' }, Presets.shades_classic);
	bar.start(1, 0);
	try {
		await backUp(url, to, (share) => bar.update(share));
	} finally {
		bar.stop();
	}
}
