import type { Form } from '../group';
import { withBench } from '../saving/bench';
import { measureImageSizes, type SizeTrials } from './images';
import { type JobsTrial, measureJobs } from './jobs';
import { measurePlaces, type PlacesTrial } from './places';

export interface GrowthData {
	readonly sizes: readonly SizeTrials[];
	readonly jobs: readonly JobsTrial[];
	readonly places: readonly PlacesTrial[];
}

/** What costs more when there is more of it: larger images, more jobs at once, longer documents. */
export async function measureGrowth(form: Form): Promise<GrowthData> {
	return await withBench(async (bench) => {
		const sizes = await measureImageSizes(bench, form);
		console.log('  images');
		const jobs = await measureJobs(bench, form);
		console.log('  jobs');
		return { sizes, jobs, places: measurePlaces(form.quick ? 3 : 21) };
	});
}
