import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGES = [
	'README.md',
	'CONTRIBUTING.md',
	'model/README.md',
	...readdirSync('docs')
		.filter((n) => n.endsWith('.md'))
		.map((n) => `docs/${n}`)
];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

interface Command {
	page: string;
	text: string;
}

/** Every command of every `sh` block, one for each part of `a && b`, comments left out. */
const commands: Command[] = PAGES.flatMap((page) =>
	[...readFileSync(page, 'utf8').matchAll(/```(?:sh|bash)\n([\s\S]*?)```/g)].flatMap(([, block]) =>
		block!
			.replace(/\s*\\\n\s*/g, ' ')
			.split('\n')
			.map((line) => line.replace(/(^|\s)#.*$/, '').trim())
			.flatMap((line) => line.split(/\s*&&\s*/))
			.filter(Boolean)
			.map((text) => ({ page, text }))
	)
);

/** Words of a command without its leading `NAME=value` settings. */
const words = (text: string): string[] => text.replace(/^(\w+=\S*\s+)+/, '').split(/\s+/);

/** The npm script that a command runs; null where it runs none. */
function npmScript(text: string): string | null {
	const [program, verb, ...rest] = words(text);
	if (program !== 'npm') return null;
	if (verb === 'run') return rest.find((word) => !word.startsWith('-')) ?? null;
	return verb === 'start' || verb === 'test' ? verb : null;
}

/** The TypeScript program that a command or an npm script runs; null where it runs none. */
const program = (text: string): string | null => /\btsx ((?:scripts|model)\/\S+\.ts)/.exec(text)?.[1] ?? null;

/** Commands of the systems around us: looked at here only for being known. */
const ELSEWHERE = /^(docker|curl|sqlite3|pg_dump|psql|git|cp|openssl|node|\.ci\/run)\b/;

describe('commands in the documentation', () => {
	it('are found at all', () => {
		expect(commands.length).toBeGreaterThan(10);
	});

	it('by npm are scripts of package.json', () => {
		const unknown = commands.filter(({ text }) => {
			const name = npmScript(text);
			return name !== null && !(name in scripts);
		});
		expect(unknown).toEqual([]);
	});

	it('are npm, npx or a known program, nothing that nobody has', () => {
		const strange = commands.filter(
			({ text }) => !/^(npm|npx)$/.test(words(text)[0]!) && !ELSEWHERE.test(words(text).join(' '))
		);
		expect(strange).toEqual([]);
	});

	it('with npx name a package that is installed', () => {
		const missing = commands
			.filter(({ text }) => words(text)[0] === 'npx')
			.map(({ page, text }) => ({
				page,
				name: words(text)
					.slice(1)
					.find((word) => !word.startsWith('-'))!
			}))
			.filter(({ name }) => !existsSync(join('node_modules/.bin', name)));
		expect(missing).toEqual([]);
	});

	it('run programs that exist and know the options given', () => {
		const wrong = commands.flatMap(({ page, text }) => {
			const file = program(text) ?? program(scripts[npmScript(text) ?? ''] ?? '');
			if (!file) return [];
			if (!existsSync(file)) return [{ page, text, file }];
			const source = readFileSync(file, 'utf8');
			const options = [...text.matchAll(/\s--([a-z][a-z-]*)/g)]
				.map(([, option]) => option!)
				.filter((o) => o !== 'silent');
			return options.filter((option) => !source.includes(option)).map((option) => ({ page, text, file, option }));
		});
		expect(wrong).toEqual([]);
	});

	/** What runs a command for good: the file that does, and the words in it. */
	const RUN_BY: Record<string, readonly [file: string, words: string]> = {
		'npm ci': ['.ci/run', 'npm ci'],
		'npm test': ['.ci/run', 'npm test'],
		'npm start': ['tests/e2e/start.spec.ts', 'dist/node/index.js'],
		'npm run check': ['scripts/test-all.ts', 'npm run --silent check'],
		'npm run build:static': ['scripts/test-all.ts', 'npm run --silent build:static'],
		'npm run build:node': ['scripts/test-all.ts', 'npm run --silent build:node'],
		'npm run tokens -- create --role device --label "Tablet 3" --line L1': [
			'tests/server/command-line.test.ts',
			"'create', '--role', 'device', '--label', 'Tablet 3', '--line', 'L1'"
		],
		'npm run tokens -- create --role admin --label "Quality"': [
			'tests/server/command-line.test.ts',
			'scripts/tokens.ts'
		],
		'npm run messages': ['package.json', '"prepare": "npm run messages'],
		'npm run notices': ['tests/docs/notices.test.ts', 'noticesText'],
		'npm run --silent classify -- --json photo.jpg folder/': ['scripts/classify.test.ts', "'--silent', 'classify'"],
		'npx tsx model/unpack.ts': ['model/unpack.test.ts', "'model/unpack.ts'"],
		'npm run verify-chain -- export.zip': ['scripts/verify-chain.test.ts', "from './verify-chain'"],
		'npx tsx scripts/serve-static.ts --port 4173 --base /inspector/': [
			'playwright.config.ts',
			'scripts/serve-static.ts'
		],
		'npx vitest run --project node tests/messages': ['scripts/test-all.ts', 'vitest run --project'],
		'npm test -- --only unit': ['scripts/test-all.ts', 'unit:'],
		'UPDATE_REVIEWED=1 npx playwright test tests/e2e/gates/appearance.spec.ts': [
			'tests/e2e/gates/appearance.spec.ts',
			'UPDATE_REVIEWED'
		]
	};
	/** What no test runs beyond its --help, and why. */
	const NOT_RUN: Record<string, string> = {
		'npm run dev': 'a server for work at the screen; the browser tests run on the same Vite server',
		'npm run evaluate -- ../photographs/manifest.csv --name photographs --robustness 100':
			'needs labelled photographs, which are not in the repository; model/evaluate.test.ts runs it on two samples',
		'npm run evaluate -- ../shared/data/real/manifest.csv --sources frlprogramador/Bottle --model .tmp/challenge --name challenge-unseen --robustness 110':
			'needs photographs and a pair of networks that are not in the repository',
		"npm run evaluate -- ../shared/data/real/manifest.csv --where 'source!=frlprogramador/Bottle' --where scene=hand,table --where material=glass --where cap_type=crown,none,unknown --merge model/results/cross-validation/observations.csv --name beer-unseen":
			'needs photographs; model/evaluate.test.ts merges, model/evaluation/row-filter.test.ts chooses rows',
		'npm run finetune -- ../bottles --out finetuned':
			'trains for minutes on 40 pictures; model/evaluate.test.ts runs it up to there',
		'npm run evaluate -- ../bottles --model finetuned --files finetuned/held-back.txt':
			'needs what the command before it writes; model/evaluate.test.ts runs it with such a list',
		'npm run --silent classify -- --model finetuned photo.jpg': 'needs what finetune writes',
		'npm run card': 'writes committed files anew',
		'npm run bench': 'takes minutes of a machine that does nothing else',
		'npm run lighthouse -- --runs 3 --gate':
			'a busy machine would spoil its figures; a gate asks for one run of each page',
		'npm run soak -- --frames 10000':
			'takes the better part of an hour on a GPU in software; the suite runs the same test with few frames',
		'npm run coaching-limits -- --photographs ../photographs': 'needs photographs, which are not in the repository'
	};

	/** The chain that trains a model takes hours, and photographs that are not in the repository. */
	const TRAINING = /^(npx tsx model\/[\w-]+\.ts|npm run render -- --set train) /;

	it('that train a model name configurations that exist', () => {
		const training = commands.filter(({ text }) => TRAINING.test(text));
		expect(training.length).toBeGreaterThan(5);
		const configurations = training.flatMap(({ text }) =>
			[...text.matchAll(/--config (\S+)/g)].map(([, file]) => file!)
		);
		expect(configurations.length).toBeGreaterThan(0);
		expect(configurations.filter((file) => !existsSync(file))).toEqual([]);
	});

	it('are each run by a test, or say why not', () => {
		const known = (text: string) =>
			text in RUN_BY || text in NOT_RUN || TRAINING.test(text) || ELSEWHERE.test(words(text).join(' '));
		expect(commands.filter(({ text }) => !known(text))).toEqual([]);
	});

	it.each(Object.entries(RUN_BY))('%s is run where it is said to be', (_, [file, words]) => {
		expect(readFileSync(file, 'utf8')).toContain(words);
	});

	const helpful = [
		...new Set(commands.map(({ text }) => program(text) ?? program(scripts[npmScript(text) ?? ''] ?? '')))
	];
	it.each(helpful.filter((file) => file !== null))('run %s, which answers --help with its usage', (file) => {
		const usage = execFileSync('npx', ['tsx', file, '--help'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
		expect(usage.length).toBeGreaterThan(80);
	});
});

describe('links in the documentation', () => {
	/** Written by commands from data that is not in the repository, or by the screenshots' script. */
	const GENERATED = /MODEL_CARD\.md$|docs\/images\/[\w.-]+\.png$/;

	it('lead to files that exist', () => {
		const broken = PAGES.flatMap((page) =>
			[...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
				.map(([, target]) => join(dirname(page), target!))
				.filter((target) => !existsSync(target) && !GENERATED.test(target))
				.map((target) => ({ page, target }))
		);
		expect(broken).toEqual([]);
	});
});
