import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { newTokenSchema } from '../src/lib/domain/report-protocol';
import { issueToken } from '../src/lib/server/access/tokens';
import { openStorage } from '../src/lib/server/compose';
import { readEnvironment } from '../src/lib/server/environment';
import { runCommand } from './lib/command';

const USAGE = `Gives out, lists and revokes the access keys of the reporting server, straight in its database.

  npm run tokens -- create --role device --label "Tablet 3" [--line L1]
  npm run tokens -- create --role viewer|admin --label "Name"
  npm run tokens -- list
  npm run tokens -- revoke ID

DATABASE_URL says which database (default sqlite:data/reports.db). A key is shown once; only its hash is kept.
`;

function readArguments() {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			role: { type: 'string' },
			label: { type: 'string' },
			line: { type: 'string' },
			help: { type: 'boolean', default: false }
		}
	});
	const [command, id = ''] = positionals;
	if (values.help) return { help: true, command, id, wanted: null };
	if (!['create', 'list', 'revoke'].includes(command ?? '')) throw new Error('say create, list or revoke');
	if (command === 'revoke' && !id) throw new Error('the id is missing');
	return { help: false, command, id, wanted: command === 'create' ? newToken(values) : null };
}

function newToken({ role, label, line = null }: Partial<Record<'role' | 'label' | 'line', string | null>>) {
	const wanted = v.safeParse(newTokenSchema, { role, label, line });
	if (!wanted.success) throw new Error(`--${v.getDotPath(wanted.issues[0])} is missing or wrong`);
	return wanted.output;
}

async function main({ command, id, wanted }: ReturnType<typeof readArguments>): Promise<number> {
	const storage = await openStorage(readEnvironment(process.env));
	try {
		if (wanted) {
			const { token, summary } = await issueToken(storage, wanted, Date.now());
			console.log(`${token}\n(${summary.role}, ${summary.label}, line ${summary.line ?? 'any'}; id ${summary.id})`);
		} else if (command === 'list') {
			console.table(await storage.tokens());
		} else {
			if (!(await storage.revokeToken(id, Date.now()))) throw new Error(`no valid token has the id ${id}`);
			console.log(`revoked ${id}`);
		}
	} finally {
		await storage.close();
	}
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot manage the keys');
