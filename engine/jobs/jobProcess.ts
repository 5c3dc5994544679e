/** The entry of every job's child process. */
import { JOBS } from './jobs.ts';
import { serveJob } from './serveJob.ts';

serveJob(JOBS);
