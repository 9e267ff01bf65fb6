<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>logitscope::BranchList</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::ChoiceCell</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::ComparePage</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln token(s) · made by the model “%1”</source>
        <translation>
            <numerusform>%Ln token · made by the model “%1”</numerusform>
            <numerusform>%Ln tokens · made by the model “%1”</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::CutoffChart</name>
    <message numerus="yes">
        <source>&lt;b&gt;%1&lt;/b&gt; keeps %2 of %n token(s); %3 it samples %4, with probability %5.</source>
        <translation>
            <numerusform>&lt;b&gt;%1&lt;/b&gt; keeps %2 of %n token; %3 it samples %4, with probability %5.</numerusform>
            <numerusform>&lt;b&gt;%1&lt;/b&gt; keeps %2 of %n tokens; %3 it samples %4, with probability %5.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::DistributionChart</name>
    <message numerus="yes">
        <source>Show the %n most likely token(s).</source>
        <translation>
            <numerusform>Show the most likely token.</numerusform>
            <numerusform>Show the %n most likely tokens.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::DrawsView</name>
    <message numerus="yes">
        <source>Draw %Ln times from this step.</source>
        <translation>
            <numerusform>Draw once from this step.</numerusform>
            <numerusform>Draw %Ln times from this step.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln draw(s): largest deviation %1 points at %2</source>
        <translation>
            <numerusform>%Ln draw: largest deviation %1 points at %2</numerusform>
            <numerusform>%Ln draws: largest deviation %1 points at %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>chi-square %1, %n degree(s) of freedom, p = %2</source>
        <translation>
            <numerusform>chi-square %1, %n degree of freedom, p = %2</numerusform>
            <numerusform>chi-square %1, %n degrees of freedom, p = %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::EngineCheckDialog</name>
    <message numerus="yes">
        <source>the same after all %n token(s)</source>
        <translation>
            <numerusform>the same after %n token</numerusform>
            <numerusform>the same after all %n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>another one after %1 of %n token(s)</source>
        <translation>
            <numerusform>another one after %1 of %n token</numerusform>
            <numerusform>another one after %1 of %n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::ExplorePage</name>
    <message numerus="yes">
        <source>%n token(s) set aside. Ctrl+Z brings them back.</source>
        <translation>
            <numerusform>%n token set aside. Ctrl+Z brings it back.</numerusform>
            <numerusform>%n tokens set aside. Ctrl+Z brings them back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::Figure</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln token(s)</source>
        <translation>
            <numerusform>%1 of %Ln token</numerusform>
            <numerusform>%1 of %Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::LearnPage</name>
    <message numerus="yes">
        <source>%n lesson(s), %1 min</source>
        <translation>
            <numerusform>%n lesson, %1 min</numerusform>
            <numerusform>%n lessons, %1 min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::LedgerView</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln token(s)</source>
        <translation>
            <numerusform>%1 of %Ln token</numerusform>
            <numerusform>%1 of %Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::LookBackLine</name>
    <message numerus="yes">
        <source>%1 · %L2 of %Ln token(s) judged</source>
        <translation>
            <numerusform>%1 · %L2 of %Ln token judged</numerusform>
            <numerusform>%1 · %L2 of %Ln tokens judged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln token(s)</source>
        <translation>
            <numerusform>%1 of %Ln token</numerusform>
            <numerusform>%1 of %Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::ModelFacts</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::ModelsPage</name>
    <message numerus="yes">
        <source>%n model(s) on this computer</source>
        <translation>
            <numerusform>%n model on this computer</numerusform>
            <numerusform>%n models on this computer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::Page</name>
    <message numerus="yes">
        <source>%n token(s) deleted. Ctrl+Z brings them back.</source>
        <translation>
            <numerusform>%n token deleted. Ctrl+Z brings it back.</numerusform>
            <numerusform>%n tokens deleted. Ctrl+Z brings them back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::PredictionPanel</name>
    <message numerus="yes">
        <source>%L1 of %Ln line(s) understood as predictions.</source>
        <translation>
            <numerusform>%L1 of %Ln line understood as predictions.</numerusform>
            <numerusform>%L1 of %Ln lines understood as predictions.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %Ln prediction(s)</source>
        <translation>
            <numerusform>%1 · %Ln prediction</numerusform>
            <numerusform>%1 · %Ln predictions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::RequestDetails</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::RequestLog</name>
    <message numerus="yes">
        <source>%1 (and %n more)</source>
        <translation>
            <numerusform>%1 (and %n more)</numerusform>
            <numerusform>%1 (and %n more)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::RunBar</name>
    <message numerus="yes">
        <source>%L1 of %Ln token(s)</source>
        <translation>
            <numerusform>%L1 of %Ln token</numerusform>
            <numerusform>%L1 of %Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::RunFiles</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::SelectionLine</name>
    <message numerus="yes">
        <source>%Ln token(s) selected</source>
        <translation>
            <numerusform>%Ln token selected</numerusform>
            <numerusform>%Ln tokens selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%L1 of %Ln token(s) · %2</source>
        <translation>
            <numerusform>%L1 of %Ln token · %2</numerusform>
            <numerusform>%L1 of %Ln tokens · %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::ServePage</name>
    <message numerus="yes">
        <source>%Ln token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::StageCard</name>
    <message numerus="yes">
        <source>%1 of %Ln candidate(s), %2 of the model probability</source>
        <translation>
            <numerusform>%1 of %Ln candidate, %2 of the model probability</numerusform>
            <numerusform>%1 of %Ln candidates, %2 of the model probability</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln candidate(s) · %1</source>
        <translation>
            <numerusform>%Ln candidate · %1</numerusform>
            <numerusform>%Ln candidates · %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::StrategyCell</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 × %n token(s)</source>
        <translation>
            <numerusform>%1 × %n token</numerusform>
            <numerusform>%1 × %n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::TokenCount</name>
    <message numerus="yes">
        <source>%L1 of %Ln token(s)</source>
        <translation>
            <numerusform>%L1 of %Ln token</numerusform>
            <numerusform>%L1 of %Ln tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>logitscope::TokenView</name>
    <message numerus="yes">
        <source>%Ln passage(s) repeat what came before.</source>
        <translation>
            <numerusform>%Ln passage repeats what came before.</numerusform>
            <numerusform>%Ln passages repeat what came before.</numerusform>
        </translation>
    </message>
</context>
</TS>
