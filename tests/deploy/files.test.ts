import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from '../../src/lib/server/metrics';
import { API_ROUTES } from '../../src/lib/server/reporting-server';

const CLOUD = 'deploy/cloud';
const terraform = readdirSync(CLOUD)
	.filter((name) => name.endsWith('.tf'))
	.map((name) => readFileSync(`${CLOUD}/${name}`, 'utf8').replace(/^\s*#.*$/gm, ''))
	.join('\n');
const matches = (pattern: RegExp, text = terraform) =>
	[...text.matchAll(pattern)].map((match) => match.slice(1).join('.'));

/** Why a tool cannot be run here; null where it can. */
function missing(tool: string): string | null {
	try {
		execFileSync(tool, ['--version'], { stdio: 'ignore' });
		return null;
	} catch {
		return `${tool} is not installed`;
	}
}
const run = (tool: string, ...parts: string[]) => execFileSync(tool, parts, { stdio: 'pipe', encoding: 'utf8' });

describe('the cloud files', () => {
	it('refer to nothing that is not declared, and declare nothing twice', () => {
		const declared = matches(/^resource "(\w+)" "(\w+)"/gm);
		const data = matches(/^data "(\w+)" "(\w+)"/gm);
		expect(declared.length).toBeGreaterThan(20);
		expect(new Set(declared).size).toBe(declared.length);
		const used = matches(/(?<![\w."])(google_\w+)\.(\w+)/g).filter((name) => !data.includes(name));
		expect(used.filter((name) => !declared.includes(name))).toEqual([]);
		expect(matches(/\bdata\.(\w+)\.(\w+)/g).filter((name) => !data.includes(name))).toEqual([]);
		const variables = matches(/^variable "(\w+)"/gm);
		expect(matches(/\bvar\.(\w+)/g).filter((name) => !variables.includes(name))).toEqual([]);
		expect(variables.filter((name) => !terraform.includes(`var.${name}`))).toEqual([]);
	});

	it('put every address that only people may use behind the proxy, and none that tablets use', () => {
		const guarded = matches(/paths\s*=\s*\[([^\]]*)\]/g)[0]!
			.split(',')
			.map((path) => path.trim().replaceAll('"', ''));
		const isGuarded = (path: string) =>
			guarded.some((pattern) => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));
		for (const { pattern, method, roles } of API_ROUTES) {
			// A picture's address is shared by both: tablets write there, the desk reads.
			if (roles.length === 0 || pattern.startsWith('/pictures') || pattern.startsWith('/session')) continue;
			expect(isGuarded(`/api${pattern}`), `${method} ${pattern}`).toBe(!roles.includes('device'));
		}
		expect(isGuarded('/desk')).toBe(true);
		expect(isGuarded('/')).toBe(false);
	});

	it('hold no secret', () => {
		expect(terraform).not.toMatch(/(secret_data|password|private_key)\s*=\s*"/);
	});

	const noTerraform = missing('terraform');
	if (noTerraform) console.log(`skipped: ${noTerraform}`);
	it.skipIf(noTerraform)('are HCL in its usual form', () => {
		expect(run('terraform', 'fmt', '-check', '-list=true', CLOUD)).toBe('');
	});
});

describe('the alert rules', () => {
	const alerts = parse(readFileSync('deploy/monitoring/alerts.yaml', 'utf8')) as {
		groups: {
			rules: { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> }[];
		}[];
	};
	const rules = alerts.groups.flatMap((group) => group.rules);

	it('ask for figures that the server has', async () => {
		const known = (await new Metrics(() => 0).registry.getMetricsAsJSON()).map(({ name }) => name);
		const asked = new Set(rules.flatMap(({ expr }) => matches(/\b((?:http|reports|process|nodejs)_\w+)/g, expr)));
		expect(asked.size).toBeGreaterThan(3);
		expect([...asked].filter((name) => !known.includes(name.replace(/_(bucket|sum|count)$/, '')))).toEqual([]);
	});

	it('say what happened, what to do and how urgent it is', () => {
		for (const { alert, labels, annotations } of rules) {
			expect(['page', 'ticket'], alert).toContain(labels.severity);
			expect(Object.keys(annotations).sort(), alert).toEqual(['action', 'summary']);
		}
	});

	const noPromtool = missing('promtool');
	if (noPromtool) console.log(`skipped: ${noPromtool}`);
	it.skipIf(noPromtool)('pass Prometheus’ own check and fire as their tests say', () => {
		expect(run('promtool', 'check', 'rules', 'deploy/monitoring/alerts.yaml')).toContain('SUCCESS');
		expect(run('promtool', 'test', 'rules', 'deploy/monitoring/alerts.test.yaml')).toContain('SUCCESS');
	});
});

describe('the container', () => {
	const dockerfile = readFileSync('deploy/Dockerfile', 'utf8');
	const compose = parse(readFileSync('deploy/compose.yaml', 'utf8')) as {
		services: Record<string, Record<string, unknown>>;
		volumes: Record<string, unknown>;
		secrets: Record<string, unknown>;
	};

	it('is built in stages, runs as nobody in particular, and says how it is', () => {
		expect(dockerfile.match(/^FROM /gm)!.length).toBeGreaterThan(1);
		const user = /^USER (\S+)/gm.exec(dockerfile)?.[1];
		expect(user).toBeDefined();
		expect(user).not.toMatch(/^(root|0)(:|$)/);
		expect(dockerfile).toMatch(/^HEALTHCHECK /m);
	});

	it('may write to its volumes only, and gain nothing', () => {
		expect(compose.services.server).toMatchObject({
			read_only: true,
			cap_drop: ['ALL'],
			security_opt: ['no-new-privileges:true']
		});
	});

	it('names volumes and secrets that are declared', () => {
		for (const [name, service] of Object.entries(compose.services)) {
			for (const volume of (service.volumes ?? []) as string[])
				expect(Object.keys(compose.volumes), name).toContain(volume.split(':')[0]);
			for (const secret of (service.secrets ?? []) as string[])
				expect(Object.keys(compose.secrets), name).toContain(secret);
		}
	});
});
