import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { newTokenSchema } from '../src/lib/domain/report-protocol';
import { issueToken } from '../src/lib/server/access/tokens';
import { openStorage } from '../src/lib/server/compose';
import { readEnvironment } from '../src/lib/server/environment';

const USAGE = `Gives out, lists and revokes the access keys of the reporting server, straight in its database.

  npm run tokens -- create --role device --label "Tablet 3" [--line L1]
  npm run tokens -- create --role viewer|admin --label "Name"
  npm run tokens -- list
  npm run tokens -- revoke ID

DATABASE_URL says which database (default sqlite:data/reports.db). A key is shown once; only its hash is kept.`;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		role: { type: 'string' },
		label: { type: 'string' },
		line: { type: 'string' },
		help: { type: 'boolean', default: false }
	}
});
const [command, id] = positionals;
if (values.help || !command) {
	console.log(USAGE);
	process.exit(values.help ? 0 : 2);
}

const storage = await openStorage(readEnvironment(process.env));
try {
	if (command === 'create') {
		const wanted = v.safeParse(newTokenSchema, { role: values.role, label: values.label, line: values.line ?? null });
		if (!wanted.success) throw new Error(`--${v.getDotPath(wanted.issues[0])} is missing or wrong\n\n${USAGE}`);
		const { token, summary } = await issueToken(storage, wanted.output, Date.now());
		console.log(`${token}\n(${summary.role}, ${summary.label}, line ${summary.line ?? 'any'}; id ${summary.id})`);
	} else if (command === 'list') {
		console.table(await storage.tokens());
	} else if (command === 'revoke' && id) {
		if (!(await storage.revokeToken(id, Date.now()))) throw new Error(`no valid token has the id ${id}`);
		console.log(`revoked ${id}`);
	} else {
		throw new Error(USAGE);
	}
} catch (thrown) {
	console.error((thrown as Error).message);
	process.exitCode = 1;
} finally {
	await storage.close();
}
