// An address inside the frame that leads nowhere.
export { Missing as Page } from '../../shell/Broken';
