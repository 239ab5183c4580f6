/**
 * Our own implementation of the part of @raycast/api that an extension like this one uses. The package itself ships types
 * only; Raycast brings the code. Tests and the preview put this module in its place.
 */
export { Action, ActionPanel } from "./action";
export { Clipboard } from "./clipboard";
export { Alert, Color, Icon, Image, Keyboard, LaunchType, PopToRootType } from "./constants";
export { Detail } from "./detail";
export { environment, getPreferenceValues } from "./environment";
export { confirmAlert, showHUD, showToast, Toast } from "./feedback";
export { Form } from "./form";
export { List } from "./list";
export { closeMainWindow, popToRoot, useNavigation } from "./navigation";
export { Cache, LocalStorage } from "./storage";
export { launchCommand, open, openExtensionPreferences, showInFinder, trash, updateCommandMetadata } from "./system";
