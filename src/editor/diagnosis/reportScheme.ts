/** Of the addresses of reports. package.json names it, where reports wake the extension and have their button. */
export const reportScheme = 'imagegen-report';

/** In the workspace's memory: the names of the reports that may have a tab in its next window. */
export const reportNamesKey = 'reports';
