// A prompt from one session to the next, byte for byte.
#pragma once

class QSettings;

namespace logitscope
{

class PromptField;

// Leaves the field as it is where nothing is remembered, or more than it takes.
void restorePrompt(PromptField& field, const QSettings& settings);
void savePrompt(const PromptField& field, QSettings& settings);

} // namespace logitscope
