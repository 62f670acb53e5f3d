import { readFileSync } from 'node:fs';
import * as v from 'valibot';

/** Reads a JSON file against a schema. @throws Error that names the file, and the field at fault */
export function readJson<S extends v.GenericSchema>(file: string, schema: S): v.InferOutput<S> {
	const read = v.safeParse(schema, contentOf(file));
	if (read.success) return read.output;
	const [issue] = read.issues;
	throw new Error(`${file}: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}

function contentOf(file: string): unknown {
	const text = readFileSync(file, 'utf8');
	try {
		return JSON.parse(text);
	} catch (fault) {
		// Its message quotes the file, line breaks and all.
		throw new Error(`${file} is not JSON`, { cause: fault });
	}
}
