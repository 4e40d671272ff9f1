// Sets the machine up for every command of the project: programs, dependencies.
import { setup } from './setup/setup.mjs';

setup(['ffmpeg', 'mariadb', 'prlimit', 'chromium']);
