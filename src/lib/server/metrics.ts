import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Model versions told apart before the rest is counted as `other`: a label's values must not grow without end. */
const MAX_MODEL_LABELS = 50;

/** Everything that /api/metrics shows. One registry for each server, so that tests do not share counters. */
export class Metrics {
	readonly registry = new Registry();
	readonly requests = new Counter({
		name: 'http_requests_total',
		help: 'Requests to the API by route, method and status.',
		labelNames: ['route', 'method', 'status'],
		registers: [this.registry]
	});
	readonly failures = new Counter({
		name: 'http_failures_total',
		help: 'Requests that the server itself failed (5xx), by route.',
		labelNames: ['route'],
		registers: [this.registry]
	});
	readonly latency = new Histogram({
		name: 'http_request_duration_seconds',
		help: 'Time from the first byte of the request to the answer.',
		labelNames: ['route'],
		buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
		registers: [this.registry]
	});
	readonly records = new Counter({
		name: 'reports_records_total',
		help: 'Records received, by what became of them.',
		labelNames: ['outcome'],
		registers: [this.registry]
	});
	readonly verdicts = new Counter({
		name: 'reports_checks_total',
		help: 'Checks stored, by verdict.',
		labelNames: ['verdict'],
		registers: [this.registry]
	});
	readonly models = new Counter({
		name: 'reports_checks_by_model_total',
		help: 'Checks stored, by model version.',
		labelNames: ['model'],
		registers: [this.registry]
	});
	readonly #seenModels = new Set<string>();

	constructor(queueDepth: () => number) {
		collectDefaultMetrics({ register: this.registry });
		new Gauge({
			name: 'reports_queue_depth',
			help: 'Records waiting to be written.',
			registers: [this.registry],
			collect() {
				this.set(queueDepth());
			}
		});
	}

	countCheck(verdict: string, model: string): void {
		this.verdicts.inc({ verdict });
		if (this.#seenModels.size < MAX_MODEL_LABELS) this.#seenModels.add(model);
		this.models.inc({ model: this.#seenModels.has(model) ? model : 'other' });
	}
}
