/** The list of the extension's commands, and the form for its preferences: views of the preview's own, made like any other. */
import type * as Raycast from "@raycast/api";
import { createElement, useSyncExternalStore, type ReactNode } from "react";
import { Action, ActionPanel, Form, Icon, List, showToast, Toast, useNavigation } from "../api";
import { defaultPreferences, preferenceDefinitions, type PreferenceDefinition } from "../host/manifest";
import type { BackgroundRun, Launcher } from "./launcher";
import { own } from "../host/lookup";

/** A component that lists the commands and opens them. */
export function rootCommands(launcher: Launcher): () => ReactNode {
  const { manifest } = launcher.options.extension;
  return function Commands() {
    const subtitles = useSyncExternalStore(launcher.subscribe, () => launcher.subtitles);
    const runs = useSyncExternalStore(launcher.subscribe, () => launcher.backgroundRuns);
    const enabled = manifest.commands.filter(({ name }) => !launcher.options.disabled?.includes(name));
    const items = enabled.map(({ name, title, subtitle, icon, description, interval }) => {
      const run = own(runs, name) as BackgroundRun | undefined;
      // Raycast shows the subtitle of the manifest: here a person may not know yet what the commands do.
      const below = (own(subtitles, name) as string | null | undefined) ?? description ?? subtitle ?? manifest.title;
      return createElement(List.Item, {
        key: name,
        id: name,
        title,
        subtitle: run ? { value: below, tooltip: `Last run in the background: ${run.at}` } : below,
        keywords: [manifest.title, ...title.split(" "), ...(subtitle ? [subtitle] : [])],
        icon: icon ?? manifest.icon,
        accessories: [
          ...(run?.error ? [{ icon: Icon.Warning, tooltip: `Failed in the background: ${run.error}` }] : []),
          { text: "Command", tooltip: description },
        ],
        actions: createElement(
          ActionPanel,
          { title },
          createElement(Action, {
            title: "Open Command",
            icon: Icon.ArrowRight,
            onAction: () => launcher.openWithTyped(name),
          }),
          interval &&
            createElement(Action, {
              title: "Run in Background",
              icon: Icon.Clock,
              onAction: () => void launcher.openCommand(name, { launchType: "background" }),
            }),
          createElement(Action.Push, {
            title: "Configure Extension…",
            icon: Icon.Gear,
            shortcut: {
              macOS: { modifiers: ["cmd", "shift"], key: "," },
              Windows: { modifiers: ["ctrl", "shift"], key: "," },
            },
            target: preferencesForm(launcher, name),
          }),
        ),
      });
    });
    const list = { searchBarPlaceholder: "Search for commands…", filtering: { keepSectionOrder: true } };
    return createElement(List, list, createElement(List.Section, { title: "Commands" }, ...items));
  };
}

/** A form with the preferences of the extension and of one command; saving writes them to the data folder. */
export function preferencesForm(launcher: Launcher, command: string | undefined): ReactNode {
  return createElement(PreferencesForm, { launcher, command });
}

const preferencesFile = "preferences.json";

function PreferencesForm({ launcher, command }: { launcher: Launcher; command: string | undefined }) {
  const { pop } = useNavigation();
  const { extension, data } = launcher.options;
  const definitions = preferenceDefinitions(extension.manifest, command);
  const values = { ...defaultPreferences(extension.manifest, command), ...data.readJson(preferencesFile) };

  async function save(filled: Raycast.Form.Values) {
    const given = Object.entries(filled).filter(([, value]) => value !== "");
    data.writeJson(preferencesFile, Object.fromEntries(given));
    pop();
    await showToast({ style: Toast.Style.Success, title: "Saved Preferences" });
  }

  const actions = createElement(
    ActionPanel,
    null,
    createElement(Action.SubmitForm, { title: "Save Preferences", icon: Icon.CheckCircle, onSubmit: save }),
  );
  const empty = createElement(Form.Description, { text: "This extension has no preferences." });
  const fields = definitions.map((definition) => preferenceField(definition, own<unknown>(values, definition.name)));
  return createElement(Form, { navigationTitle: "Preferences", actions }, ...(fields.length > 0 ? fields : [empty]));
}

function preferenceField(definition: PreferenceDefinition, value: unknown): ReactNode {
  const { name, title, type, description, placeholder, label, data = [] } = definition;
  const common = { key: name, id: name, title, info: description };
  if (type === "checkbox") {
    return createElement(Form.Checkbox, { ...common, label: label ?? title ?? name, defaultValue: value === true });
  }
  const defaultValue = value === undefined ? "" : String(value);
  if (type === "dropdown") {
    const options = data.map((option) => createElement(Form.Dropdown.Item, { key: option.value, ...option }));
    return createElement(Form.Dropdown, { ...common, defaultValue }, ...options);
  }
  const field = type === "password" ? Form.PasswordField : Form.TextField;
  return createElement(field, { ...common, placeholder, defaultValue });
}
