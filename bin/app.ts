/** The CDK app: `cdk synth`, `cdk deploy`, and the local runner start here. */
import { App } from 'aws-cdk-lib';
import { addKindredStack } from '../lib/stack.ts';

const app = new App();
addKindredStack(app);
app.synth();
