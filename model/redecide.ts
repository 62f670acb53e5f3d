/**
 * Decides stored observations anew where a rule has come that they do not know yet, so that a cross-validation of
 * networks that are no longer at hand shows what the app would say today. Reads and writes a folder of results.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../scripts/lib/command';
import { evaluationSchema } from '../src/lib/domain/evaluation';
import { evaluationOf } from './evaluation/evaluation';
import { readObservations, writeObservations } from './evaluation/observations';
import { withTodaysRules } from './evaluation/todays-rules';
import { readJson } from './read-json';

const USAGE = `Usage: npx tsx model/redecide.ts --results DIR [--describe TEXT]
  --results DIR    with observations.csv and evaluation.json, which are written anew; robustness is kept
  --describe TEXT  the evaluation's description (default: as it is)
`;

function readArguments() {
	const { values } = parseArgs({
		options: {
			results: { type: 'string', default: '' },
			describe: { type: 'string' },
			help: { type: 'boolean', default: false }
		}
	});
	if (values.help) return values;
	if (!values.results) throw new Error('--results is missing');
	return values;
}

type Options = ReturnType<typeof readArguments>;

async function main(options: Options): Promise<number> {
	const [csv, json] = ['observations.csv', 'evaluation.json'].map((name) => join(options.results, name)) as [
		string,
		string
	];
	const before = await readObservations(csv);
	const known = readJson(json, evaluationSchema);
	const after = before.map(withTodaysRules);
	const evaluation = evaluationOf(known.name, options.describe ?? known.description, after, known.robustness);
	await writeObservations(csv, after);
	writeFileSync(json, `${JSON.stringify(evaluation, null, '\t')}\n`);
	console.log(
		`${after.filter((row, i) => row.verdict !== before[i]!.verdict).length} of ${after.length} verdicts changed`
	);
	return 0;
}

await runCommand(USAGE, readArguments, main, 'cannot decide anew');
